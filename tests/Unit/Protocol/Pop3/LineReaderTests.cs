using System.Buffers;
using System.Text;
using FsCheck.Fluent;
using Restante.Fuzz.Targets;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class LineReaderTests
{
    public static TheoryData<int, bool> Arrivals => new()
    {
        { 1, false }, { 2, false }, { 3, false }, { 64, false }, { 4096, false },
        { 1, true }, { 2, true }, { 3, true }, { 64, true }, { 4096, true },
    };

    [Theory]
    [MemberData(nameof(Arrivals))]
    public void Lines_are_the_same_however_they_arrive(int size, bool segments)
    {
        string[] inputs =
        [
            "", "\n", "\r\n", "NOOP\r\n", "NOOP\nSTAT\r\r\nQUIT\r\n", "no end", "\r", "a\rb\r\n", "\n\n\n", "PASS a b \r\n", "AUTH\r\n",
            new string('x', 300) + "\r\nNOOP\r\n", new string('x', 600), "AUTH " + new string('x', 600) + "\r\nNOOP\r\n",
        ];
        foreach (var input in inputs)
        {
            Same(Encoding.Latin1.GetBytes(input), sasl: false, size, segments);
            Same(Encoding.Latin1.GetBytes(input), sasl: true, size, segments);
        }
    }

    [Theory]
    [MemberData(nameof(Arrivals))]
    public void A_command_has_255_octets_at_most_and_a_response_65536(int size, bool segments)
    {
        foreach (var length in new[] { 252, 253, 254, 255, 256, 300 })
        {
            Same(Line(length, "\r\n"), sasl: false, size, segments);
            Same(Line(length, "\n"), sasl: false, size, segments);
        }

        // RFC 2449 §4 counts the line end.
        Assert.Equal([new string('x', 253)], LineOracle.Read(Line(253, "\r\n"), sasl: false, size, segments).Lines);
        Assert.Equal([null], LineOracle.Read(Line(254, "\r\n"), sasl: false, size, segments).Lines);
        if (segments && size < 64)
        {
            return;
        }

        Assert.Equal(65_534, LineOracle.Read(Line(65_534, "\r\n"), sasl: true, size, segments).Lines[0]?.Length);
        Assert.Equal([null], LineOracle.Read(Line(65_535, "\r\n"), sasl: true, size, segments).Lines);
        Assert.Equal(65_534, LineOracle.Read(Line(65_529, "\r\n", "aUtH "), sasl: false, size, segments).Lines[0]?.Length);
        Assert.Equal([null], LineOracle.Read(Line(65_530, "\r\n", "AUTH "), sasl: false, size, segments).Lines);
    }

    [Fact]
    public void Too_long_is_said_as_soon_as_it_is_certain_and_once()
    {
        var reader = new LineReader();
        var buffer = new ReadOnlySequence<byte>(new byte[255]);
        Assert.Equal(LineOutcome.TooLong, reader.Read(ref buffer, sasl: false, out _));
        Assert.True(buffer.IsEmpty);
        buffer = new ReadOnlySequence<byte>(new byte[100_000]);
        Assert.Equal(LineOutcome.NeedMore, reader.Read(ref buffer, sasl: false, out _));
        Assert.True(buffer.IsEmpty);
        buffer = new ReadOnlySequence<byte>("rest\r\nNOOP\r\n"u8.ToArray());
        Assert.Equal(LineOutcome.Line, reader.Read(ref buffer, sasl: false, out var line));
        Assert.Equal("NOOP", Encoding.ASCII.GetString(line));
    }

    [Fact]
    public void A_line_without_its_end_is_none_and_stays_in_the_buffer()
    {
        var reader = new LineReader();
        var buffer = new ReadOnlySequence<byte>("QUIT\r"u8.ToArray());
        Assert.Equal(LineOutcome.NeedMore, reader.Read(ref buffer, sasl: false, out _));
        Assert.Equal(5, buffer.Length);
    }

    [Theory]
    [InlineData("NOOP\r\nSTAT\r\n", LineEndings.Crlf)]
    [InlineData("NOOP\r\nSTAT\n", LineEndings.BareLf)]
    [InlineData("NOOP\r\r\nSTAT\r\n", LineEndings.ExtraCr)]
    [InlineData("NOOP\r\r\r\nSTAT\n", LineEndings.ExtraCr | LineEndings.BareLf)]
    public void Odd_line_ends_are_noted(string input, LineEndings expected) =>
        Assert.Equal(expected, LineOracle.Read(Encoding.ASCII.GetBytes(input), sasl: false, 4096, segments: false).Seen);

    [Fact]
    public void Any_octets_in_any_pieces_give_the_lines_of_the_whole() => Prop.ForAll(OctetsArb.Wire, input =>
    {
        foreach (var size in new[] { 1, 2, 3, 64 })
        {
            Same(input, sasl: false, size, segments: true);
        }
    }).Hold();

    private static byte[] Line(int length, string end, string start = "") => Encoding.ASCII.GetBytes(start + new string('x', length) + end);

    private static void Same(byte[] input, bool sasl, int size, bool segments)
    {
        var (lines, seen) = LineOracle.Expect(input, sasl);
        var read = LineOracle.Read(input, sasl, size, segments);
        Assert.Equal(lines, read.Lines);
        Assert.Equal(seen, read.Seen);
    }
}
