using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Unit.Protocol.Pop3;

public sealed class ReplyWriterTests
{
    [Theory]
    [InlineData(true, ResponseCode.None, "bye", "+OK bye\r\n")]
    [InlineData(true, ResponseCode.None, "", "+OK\r\n")]
    [InlineData(false, ResponseCode.None, "no", "-ERR no\r\n")]
    [InlineData(false, ResponseCode.InUse, "no", "-ERR [IN-USE] no\r\n")]
    [InlineData(false, ResponseCode.Auth, "no", "-ERR [AUTH] no\r\n")]
    [InlineData(false, ResponseCode.LoginDelay, "no", "-ERR [LOGIN-DELAY] no\r\n")]
    [InlineData(false, ResponseCode.SysTemp, "no", "-ERR [SYS/TEMP] no\r\n")]
    [InlineData(false, ResponseCode.Utf8, "no", "-ERR [UTF8] no\r\n")]
    [InlineData(false, ResponseCode.SysPerm, "", "-ERR [SYS/PERM]\r\n")]
    public void A_status_line_has_its_code_in_brackets(bool ok, ResponseCode code, string text, string expected) =>
        Assert.Equal(expected, Written(new Reply(ok, code, text.Length == 0 ? ReplyText.None : ReplyText.Verbatim, text)));

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public void A_status_line_is_cut_at_512_octets_and_between_characters(string character)
    {
        foreach (var shift in Enumerable.Range(0, 5))
        {
            var line = Octets(Reply.Error(new string('x', shift) + string.Concat(Enumerable.Repeat(character, 600))));
            var width = Encoding.UTF8.GetByteCount(character);
            Assert.InRange(line.Length, Reply.MaxLength - width + 1, Reply.MaxLength);
            Assert.EndsWith(character + "\r\n", new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(line), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("pop\r\n+OK forged")]
    [InlineData("pop\n+OK forged")]
    [InlineData("pop\r")]
    [InlineData("\0\x1b[2J\x7f\t")]
    public void No_text_can_end_a_line_or_move_a_cursor(string text)
    {
        AssertOneLine(Octets(Reply.Ok(text)));
        var output = new ArrayBufferWriter<byte>();
        ReplyWriter.WriteLine(output, text);
        AssertOneLine(output.WrittenSpan);
    }

    [Fact]
    public void Any_text_is_one_line_of_512_octets_at_most() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
    {
        var line = Octets(Reply.Error(ResponseCode.SysTemp, text ?? ""));
        AssertOneLine(line);
        Assert.True(line.Length <= Reply.MaxLength);
    }).Hold();

    [Fact]
    public void Numbers_are_written_whole()
    {
        Assert.Equal("+OK 0 0\r\n", Written(w => ReplyWriter.WriteOk(w, 0, 0)));
        Assert.Equal($"+OK {long.MaxValue} {long.MaxValue}\r\n", Written(w => ReplyWriter.WriteOk(w, long.MaxValue, long.MaxValue)));
        Assert.Equal($"+OK {long.MaxValue} octets\r\n", Written(w => ReplyWriter.WriteOctets(w, long.MaxValue)));
        Assert.Equal($"+OK {int.MaxValue} messages ({long.MaxValue} octets)\r\n", Written(w => ReplyWriter.WriteMaildrop(w, int.MaxValue, long.MaxValue)));
        var id = Encoding.ASCII.GetBytes(new string('~', UniqueId.MaxLength));
        Assert.Equal($"+OK {int.MaxValue} {new string('~', 70)}\r\n", Written(w => ReplyWriter.WriteOk(w, int.MaxValue, id)));
    }

    private static void AssertOneLine(ReadOnlySpan<byte> line)
    {
        Assert.True(line.EndsWith("\r\n"u8));
        foreach (var octet in line[..^2])
        {
            Assert.True(octet is >= 0x20 and not 0x7f, $"octet {octet} in a line");
        }
    }

    private static byte[] Octets(Reply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        ReplyWriter.Write(output, reply);
        return output.WrittenSpan.ToArray();
    }

    private static string Written(Reply reply) => Encoding.UTF8.GetString(Octets(reply));

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
