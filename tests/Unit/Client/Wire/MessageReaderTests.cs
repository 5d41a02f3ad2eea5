using System.Security.Cryptography;
using System.Text;
using Restante.Client.Wire;

namespace Restante.Unit.Client.Wire;

public sealed class MessageReaderTests
{
    private static readonly string[] Inputs =
    [
        "", ".\r\n", "a\r\n.\r\n", "Subject: x\r\n\r\nbody\r\n.\r\n", "\r\n\r\n.\r\n", "a\n\nb\n.\n", "a\nb\r\n.\r\n",
        "..\r\n.\r\n", "...\r\n.\r\n", ".a\r\n.\r\n", "a\r\n.b\r\n..c\r\n.\r\n", ".\rx\r\n.\r\n", ".\r\r\n.\r\n", "a.\r\n.b", "a\r\n.", "a\r\n.\r", "a\rb\r\n\r\n.\r\n",
        "\r\r\n.\r\n", "no end", "a\r\n.\r\n+OK next\r\n", ".\r\nrest", "\0\u00ff\r\n.\r\n", new string('x', 70_000) + "\r\n..y\r\n.\r\n+OK\r\n",
    ];

    public static TheoryData<int> Pieces => [1, 2, 3, 64, 4096, 100_000];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void A_message_is_the_same_however_it_arrives(int size)
    {
        foreach (var input in Inputs)
        {
            Assert.Equal(Expected(input), Read(input, size));
        }
    }

    [Fact]
    public void Octets_count_without_stuffing_and_terminator()
    {
        using var reader = new MessageReader();

        reader.Take("a\r\n..b\r\n.\r\n"u8);

        Assert.True(reader.Ended);
        Assert.Equal("a\r\n.b\r\n", Encoding.Latin1.GetString(reader.Beginning.Span));
        Assert.Equal((7, 1, 0), (reader.Octets, reader.StuffedLines, reader.FirstUnstuffed));
    }

    [Fact]
    public void A_line_that_is_not_stuffed_is_named()
    {
        using var reader = new MessageReader();

        reader.Take("a\r\n.profile\r\n.other\r\n.\r\n"u8);

        Assert.Equal(2, reader.FirstUnstuffed);
        Assert.Equal(21, reader.Octets);
    }

    [Theory]
    [InlineData("a\r\n", true)]
    [InlineData("a\r\nb", false)]
    [InlineData("a\r\n.", false)]
    [InlineData("", true)]
    public void Where_it_stands_when_nothing_more_comes_is_known(string text, bool atLineStart)
    {
        using var reader = new MessageReader();

        reader.Take(Encoding.Latin1.GetBytes(text));

        Assert.Equal(atLineStart, reader.AtLineStart);
    }

    private static string Read(string text, int size)
    {
        using var reader = new MessageReader();
        var octets = Encoding.Latin1.GetBytes(text);
        var used = 0;
        for (var at = 0; at < octets.Length && !reader.Ended; at += size)
        {
            used += reader.Take(octets.AsSpan(at, Math.Min(size, octets.Length - at)));
        }

        return $"used {used} ended {reader.Ended} octets {reader.Octets} lines {reader.Lines} bare {reader.BareLfLines} stuffed {reader.StuffedLines} "
            + $"unstuffed {reader.FirstUnstuffed} header {reader.HeaderLines} kept {reader.Beginning.Length} {Convert.ToHexString(reader.Digest())}";
    }

    /// <summary>The same, the slow and obvious way: line by line, all of it at once.</summary>
    private static string Expected(string text)
    {
        var message = new StringBuilder();
        int at = 0, lines = 0, bare = 0, stuffed = 0, unstuffed = 0, header = -1;
        var ended = false;
        while (at < text.Length && !ended)
        {
            var end = text.IndexOf('\n', at);
            var line = end < 0 ? text[at..] : text[at..(end + 1)];
            at += line.Length;
            if (line is ".\n" or ".\r\n")
            {
                ended = true;
                break;
            }

            // A dot alone, or with CR behind it, may still become the terminator: it counts when its line goes on.
            if (end < 0 && line is ("." or ".\r"))
            {
                break;
            }

            if (line.StartsWith("..", StringComparison.Ordinal))
            {
                stuffed++;
                line = line[1..];
            }
            else if (line.StartsWith('.'))
            {
                unstuffed = unstuffed == 0 ? lines + 1 : unstuffed;
            }

            message.Append(line);
            if (end >= 0)
            {
                header = header < 0 && line is ("\n" or "\r\n") ? lines : header;
                lines++;
                bare += line.EndsWith("\r\n", StringComparison.Ordinal) ? 0 : 1;
            }
        }

        var octets = Encoding.Latin1.GetBytes(message.ToString());
        return $"used {at} ended {ended} octets {octets.Length} lines {lines} bare {bare} stuffed {stuffed} "
            + $"unstuffed {unstuffed} header {header} kept {Math.Min(octets.Length, MessageReader.Kept)} {Convert.ToHexString(SHA256.HashData(octets))}";
    }
}
