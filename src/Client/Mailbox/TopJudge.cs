using Restante.Client.Report;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>Holds TOP's answer against the message as RETR sent it (RFC 1939 §7): header, empty line, so many lines of the body.</summary>
/// <param name="Words">What is wrong.</param>
/// <param name="Severity">By what it breaks.</param>
public sealed record TopJudge(string Words, Severity Severity)
{
    /// <summary>Null where it is right, and where too much is asked to be compared.</summary>
    /// <param name="retr">Whole, with a header's end, and that within what is kept.</param>
    /// <param name="top">Whole.</param>
    /// <param name="lines">Of the body, as they were asked for.</param>
    public static TopJudge? Judge(MessageRead retr, MessageRead top, long lines)
    {
        var message = WithoutStatus(retr.Beginning.Span);
        var answer = WithoutStatus(top.Beginning.Span);
        var header = EndOfLines(message, HeaderLines(message) + 1);
        var end = EndOfLines(message, HeaderLines(message) + 1 + lines);
        if (header < 0 || (end < 0 && retr.Octets > retr.Beginning.Length))
        {
            return null;
        }

        var expected = end < 0 ? message : message.AsSpan(0, end);
        if (answer.AsSpan().SequenceEqual(expected) && top.Octets == top.Beginning.Length)
        {
            return null;
        }

        var asked = $"where {lines} {(lines == 1 ? "was" : "were")} asked for";
        var body = Math.Max(0, top.Lines - HeaderLines(answer) - 1);

        // Harmless, and what split and join make in many servers.
        if (answer.AsSpan().SequenceEqual([.. expected, .. "\r\n"u8]))
        {
            return new TopJudge("an empty line more than there is", Severity.Info);
        }

        if (lines == 0 && answer.AsSpan().SequenceEqual(expected[..^2]))
        {
            return new TopJudge("the header without the empty line behind it", Severity.Info);
        }

        if (lines > 0 && top.Lines == lines && expected.StartsWith(answer))
        {
            return new TopJudge($"{lines} {(lines == 1 ? "line" : "lines")} counted from the header's first line, not from the body's", Severity.Warning);
        }

        if (answer.AsSpan().StartsWith(message.AsSpan(0, header)) && body != Math.Min(lines, retr.Lines - retr.HeaderLines - 1))
        {
            return new TopJudge($"{body} lines of the body {asked}", Severity.Warning);
        }

        return new TopJudge(HeaderLines(answer) < 0 && expected.StartsWith(answer) ? "not even the whole header" : "another text than RETR sends", Severity.Warning);
    }

    /// <summary>Status lines are written into the header by servers as they go: fetched, seen.</summary>
    private static byte[] WithoutStatus(ReadOnlySpan<byte> message)
    {
        var kept = new List<byte>(message.Length);
        var inHeader = true;
        while (!message.IsEmpty)
        {
            var end = message.IndexOf((byte)'\n') is >= 0 and var lineFeed ? lineFeed + 1 : message.Length;
            var line = message[..end];
            message = message[end..];
            inHeader &= !line.TrimEnd("\r\n"u8).IsEmpty;
            if (!inHeader || !(Begins(line, "Status:"u8) || Begins(line, "X-Status:"u8)))
            {
                kept.AddRange(line);
            }
        }

        return [.. kept];
    }

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name);

    /// <summary>Lines before the first empty one; -1 without an empty one.</summary>
    private static int HeaderLines(ReadOnlySpan<byte> message)
    {
        for (var lines = 0; !message.IsEmpty; lines++)
        {
            var end = message.IndexOf((byte)'\n');
            if (end < 0)
            {
                return -1;
            }

            if (message[..end].TrimEnd((byte)'\r').IsEmpty)
            {
                return lines;
            }

            message = message[(end + 1)..];
        }

        return -1;
    }

    /// <summary>Where so many lines end; -1 where there are not so many.</summary>
    private static int EndOfLines(ReadOnlySpan<byte> message, long lines)
    {
        var at = 0;
        for (var line = 0L; line < lines; line++)
        {
            var end = message[at..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return -1;
            }

            at += end + 1;
        }

        return at;
    }
}
