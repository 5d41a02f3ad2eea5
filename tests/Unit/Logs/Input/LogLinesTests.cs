using System.Text;
using Restante.Fuzz.Replies;
using Restante.Logs.Input;
using Restante.Unit.Logs.Formats;

namespace Restante.Unit.Logs.Input;

public sealed class LogLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("one")]
    [InlineData("one\ntwo\r\n\nthree")]
    [InlineData("one\r\n\r\r\n")]
    public void Lines_are_the_same_in_any_pieces(string text)
    {
        string[] expected = text.Length == 0 ? [] : [.. (text.EndsWith('\n') ? text[..^1] : text).Split('\n').Select(l => l.EndsWith('\r') ? l[..^1] : l)];
        Assert.All((int[])[1, 2, 3, 64, 4096], piece => Assert.Equal(expected, Read(Encoding.ASCII.GetBytes(text), piece).Lines));
    }

    [Fact]
    public void A_line_without_an_end_costs_bounded_memory_and_the_next_is_read()
    {
        using var lines = new LogLines(new LongLineStream(64L << 20));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(lines.Next());
        Assert.True(lines.IsTooLong);
        Assert.Equal(LogLines.Kept, lines.Current.Length);
        Assert.True(lines.Next());
        Assert.Equal("next"u8, lines.Current);
        Assert.False(lines.IsTooLong);
        Assert.Equal(2, lines.Number);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Theory]
    [InlineData(LogLines.Limit, false)]
    [InlineData(LogLines.Limit + 1, true)]
    [InlineData(2 * LogLines.Limit, true)]
    [InlineData(5 * LogLines.Limit, true)]
    public void The_limit_is_exact(int length, bool tooLong)
    {
        foreach (var piece in (int[])[1000, 65536, int.MaxValue])
        {
            using var lines = new LogLines(new PieceStream([.. new byte[length], (byte)'\n', (byte)'x'], piece));
            Assert.True(lines.Next());
            Assert.Equal(tooLong, lines.IsTooLong);
            Assert.True(lines.Next());
            Assert.Equal("x"u8, lines.Current);
            Assert.False(lines.Next());
            Assert.Equal(length + 2, lines.OctetsOfText);
        }
    }

    [Fact]
    public void Gzip_that_is_cut_off_says_so_and_what_came_before_is_read()
    {
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => random.Next() + "\n"));
        var packed = Sample.Gzip(Encoding.ASCII.GetBytes(text));
        var (lines, fault) = Read(packed[..(packed.Length / 2)]);

        Assert.InRange(lines.Count, 1000, 19_000);
        Assert.Equal(text.Split('\n')[..(lines.Count - 1)], lines[..^1]);
        Assert.Contains("cut off", fault, StringComparison.Ordinal);
        Assert.Null(Read(packed).Fault);
    }

    [Fact]
    public void Gzip_that_is_damaged_says_so()
    {
        var packed = Sample.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 9999))));
        packed[packed.Length / 2] ^= 0x55;
        Assert.Contains("damaged", Read(packed).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xz", new byte[] { 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0 })]
    [InlineData("zstd", new byte[] { 0x28, 0xb5, 0x2f, 0xfd, 0 })]
    [InlineData("bzip2", new byte[] { 0x42, 0x5a, 0x68, 0x39 })]
    public void Another_compression_says_what_to_do(string tool, byte[] octets)
    {
        var (lines, fault) = Read(octets);
        Assert.Empty(lines);
        Assert.Contains($"{tool} -dc", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_text_is_called_so_and_gives_no_lines()
    {
        var noise = new byte[5000];
        new Random(1).NextBytes(noise);
        var tar = new byte[2000];
        Encoding.ASCII.GetBytes("mail.log").CopyTo(tar, 0);
        "\0ustar"u8.CopyTo(tar.AsSpan(256));
        foreach (var (octets, says) in ((byte[], string)[])[(noise, "binary"), (tar, "tar -xOf"), (Sample.Gzip(noise), "binary"), (Sample.Gzip(tar), "tar -xOf"), ([.. "LPKSHHRH"u8, .. noise], "journalctl"), ([.. "PK\u0003\u0004"u8, .. noise], "unzip -p")])
        {
            var (lines, fault) = Read(octets);
            Assert.Empty(lines);
            Assert.Contains(says, fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Holes_and_a_little_damage_make_no_log_a_binary_file()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 50).Select(i => $"Nov 21 10:15:03 pop-01 line {i}\n")));
        byte[] damaged = [.. text];
        for (var i = 0; i < damaged.Length; i += 97)
        {
            damaged[i] = 1;
        }

        Assert.All((byte[][])[[.. new byte[4096], .. text], damaged, Encoding.Latin1.GetBytes(new string('ä', 500) + "\n"), Encoding.UTF8.GetBytes("\e[31mred\e[0m " + new string('x', 100))], octets => Assert.Null(Read(octets).Fault));
    }

    [Fact]
    public void A_file_that_still_grows_has_no_line_before_its_end()
    {
        var stream = new MemoryStream();
        using var lines = new LogLines(stream);
        Append(stream, "one\ntw");
        Assert.True(lines.Next(growing: true));
        Assert.False(lines.Next(growing: true));
        Append(stream, "o\n");
        Assert.True(lines.Next(growing: true));
        Assert.Equal("two"u8, lines.Current);
    }

    private static void Append(MemoryStream stream, string text)
    {
        var position = stream.Position;
        stream.Seek(0, SeekOrigin.End);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Position = position;
    }

    private static (List<string> Lines, string? Fault) Read(byte[] octets, int piece = int.MaxValue)
    {
        using var lines = new LogLines(new PieceStream(octets, piece));
        var read = new List<string>();
        while (lines.Next())
        {
            read.Add(Encoding.Latin1.GetString(lines.Current));
        }

        return (read, lines.Fault);
    }

    /// <summary>So many octets without a line's end, then a short line.</summary>
    private sealed class LongLineStream(long length) : MemoryStream("\nnext\n"u8.ToArray())
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            if (_left == 0)
            {
                return base.Read(buffer);
            }

            var count = (int)Math.Min(_left, buffer.Length);
            buffer[..count].Fill((byte)'x');
            _left -= count;
            return count;
        }
    }
}
