using System.Buffers;
using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Fuzz.Targets;

/// <summary>The lines of an input that is there as a whole, and what <see cref="LineReader"/> makes of it in pieces.</summary>
public static class LineOracle
{
    /// <summary>What each line should be: its text in Latin-1, or null for one that is too long; at the end, the line ends that were seen.</summary>
    public static (List<string?> Lines, LineEndings Seen) Expect(ReadOnlySpan<byte> input, bool sasl)
    {
        var lines = new List<string?>();
        var seen = LineEndings.Crlf;
        var text = Encoding.Latin1.GetString(input);
        while (text.Length > 0)
        {
            var limit = sasl || text.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase) ? LineReader.SaslLimit : LineReader.CommandLimit;
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0)
            {
                if (text.Length >= limit)
                {
                    lines.Add(null);
                }

                break;
            }

            var line = text[..end];
            if (end + 1 > limit)
            {
                lines.Add(null);
            }
            else
            {
                lines.Add(line.TrimEnd('\r'));
                seen |= line.EndsWith("\r\r", StringComparison.Ordinal) ? LineEndings.ExtraCr
                    : line.EndsWith('\r') ? LineEndings.Crlf : LineEndings.BareLf;
            }

            text = text[(end + 1)..];
        }

        return (lines, seen);
    }

    /// <summary>What the reader makes of it when it arrives in pieces of this size.</summary>
    /// <param name="segments">The pieces stay segments of their own; otherwise they join, as they do in a pipe's block.</param>
    public static (List<string?> Lines, LineEndings Seen) Read(byte[] input, bool sasl, int size, bool segments)
    {
        var reader = new LineReader();
        var lines = new List<string?>();
        var whole = segments ? Pieces.Sequence(input, size) : new ReadOnlySequence<byte>(input);
        var used = 0L;
        for (var arrived = Math.Min(size, input.Length); ; arrived = Math.Min(arrived + size, input.Length))
        {
            var buffer = whole.Slice(used, arrived - used);
            LineOutcome outcome;
            while ((outcome = reader.Read(ref buffer, sasl, out var line)) != LineOutcome.NeedMore)
            {
                lines.Add(outcome == LineOutcome.Line ? Encoding.Latin1.GetString(line) : null);
            }

            used = arrived - buffer.Length;
            if (arrived == input.Length)
            {
                return (lines, reader.Seen);
            }
        }
    }
}
