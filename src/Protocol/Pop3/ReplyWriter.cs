using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Restante.Protocol.Pop3;

/// <summary>Values to octets: status lines, and lines of short lists. Each call takes one span, so a line is never split over two segments.</summary>
public static class ReplyWriter
{
    // A line end in a text would forge a reply: host names, a lock's holder and other text from files come here too.
    private static readonly SearchValues<byte> ControlOctets = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), 0x7F]);

    /// <summary>What ends a multi-line reply (RFC 1939 §3).</summary>
    public static ReadOnlySpan<byte> Terminator => ".\r\n"u8;

    public static void Write(IBufferWriter<byte> output, Reply reply)
    {
        var line = output.GetSpan(Reply.MaxLength)[..Reply.MaxLength];
        var used = Copy(reply.IsOk ? "+OK"u8 : "-ERR"u8, line);
        used += Copy(CodeText(reply.Code), line[used..]);
        if (reply.Text.Length > 0)
        {
            line[used++] = (byte)' ';

            // Host names and the like may be long: the line is cut, never the protocol.
            Utf8.FromUtf16(reply.Text, line[used..^2], out _, out var written);
            line.Slice(used, written).ReplaceAny(ControlOctets, (byte)'?');
            used += written;
        }

        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    /// <summary><c>+OK number number</c>: STAT, and LIST with an argument.</summary>
    public static void WriteOk(IBufferWriter<byte> output, long first, long second) =>
        Advance(output, Utf8.TryWrite(output.GetSpan(64), $"+OK {first} {second}\r\n", out var written), written);

    /// <summary><c>+OK number octets</c>: RETR.</summary>
    public static void WriteOctets(IBufferWriter<byte> output, long octets) =>
        Advance(output, Utf8.TryWrite(output.GetSpan(64), $"+OK {octets} octets\r\n", out var written), written);

    /// <summary><c>+OK count messages (total octets)</c>: LIST, and a login.</summary>
    public static void WriteMaildrop(IBufferWriter<byte> output, int count, long octets) =>
        Advance(output, Utf8.TryWrite(output.GetSpan(96), $"+OK {count} messages ({octets} octets)\r\n", out var written), written);

    /// <summary><c>+OK number unique-id</c>: UIDL with an argument.</summary>
    public static void WriteOk(IBufferWriter<byte> output, int number, ReadOnlySpan<byte> uniqueId)
    {
        var line = output.GetSpan(128);
        Utf8.TryWrite(line, $"+OK {number} ", out var used);
        used += Copy(uniqueId, line[used..]);
        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    /// <summary>A line of a multi-line reply, or a SASL challenge; control characters in the text become <c>?</c>.</summary>
    public static void WriteLine(IBufferWriter<byte> output, string text)
    {
        var line = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + 2);
        var used = Encoding.UTF8.GetBytes(text, line);
        line[..used].ReplaceAny(ControlOctets, (byte)'?');
        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    private static ReadOnlySpan<byte> CodeText(ResponseCode code) => code switch
    {
        ResponseCode.InUse => " [IN-USE]"u8,
        ResponseCode.LoginDelay => " [LOGIN-DELAY]"u8,
        ResponseCode.Auth => " [AUTH]"u8,
        ResponseCode.SysTemp => " [SYS/TEMP]"u8,
        ResponseCode.SysPerm => " [SYS/PERM]"u8,
        _ => default,
    };

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }

    private static void Advance(IBufferWriter<byte> output, bool fits, int written)
    {
        if (!fits)
        {
            throw new InvalidOperationException("a reply outgrew its span");
        }

        output.Advance(written);
    }
}
