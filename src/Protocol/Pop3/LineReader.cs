using System.Buffers;

namespace Restante.Protocol.Pop3;

/// <summary>What <see cref="LineReader.Read"/> found.</summary>
public enum LineOutcome
{
    /// <summary>No whole line yet: read more, then ask again.</summary>
    NeedMore,

    /// <summary>A line, without its line end.</summary>
    Line,

    /// <summary>A line longer than the limit. Said once; the rest of it is skipped by the calls that follow.</summary>
    TooLong,
}

/// <summary>How the lines of a session ended, beyond the CRLF the RFC asks for; the session record notes each once.</summary>
[Flags]
public enum LineEndings
{
    Crlf = 0,

    /// <summary>A line ended in LF alone: telnet, or openssl s_client without -crlf.</summary>
    BareLf = 1,

    /// <summary>More than one CR before the LF: openssl s_client -crlf that was fed CRLF.</summary>
    ExtraCr = 2,
}

/// <summary>
/// Cuts what a client sends into lines (RFC 1939 §3). A line ends at LF; all CRs before it belong to the line end
/// (openssl s_client -crlf fed with CRLF sends CR CR LF). Independent of how the octets arrive in pieces.
/// </summary>
public sealed class LineReader
{
    /// <summary>A command line with its CRLF (RFC 2449 §4).</summary>
    public const int CommandLimit = 255;

    /// <summary>An AUTH command or a SASL response with its CRLF: as long as any mechanism needs (RFC 5034 §4); bearer tokens pass 4 kB.</summary>
    public const int SaslLimit = 65_536;

    private bool _skipping;
    private byte[] _joined = [];

    /// <summary>What the lines so far ended in.</summary>
    public LineEndings Seen { get; private set; }

    /// <summary>Takes the next line from the front of <paramref name="buffer"/>, which then starts behind what was used.</summary>
    /// <param name="buffer">What was received and not used yet.</param>
    /// <param name="sasl">True while a SASL exchange runs: the line is a response and may be long.</param>
    /// <param name="line">
    /// The line without its end, or the first octets of one that is too long; valid until the next call and while the
    /// buffer is.
    /// </param>
    public LineOutcome Read(ref ReadOnlySequence<byte> buffer, bool sasl, out ReadOnlySpan<byte> line)
    {
        line = default;
        while (true)
        {
            var lineFeed = buffer.PositionOf((byte)'\n');
            if (_skipping)
            {
                if (lineFeed is null)
                {
                    buffer = buffer.Slice(buffer.End);
                    return LineOutcome.NeedMore;
                }

                buffer = buffer.Slice(buffer.GetPosition(1, lineFeed.Value));
                _skipping = false;
                continue;
            }

            var limit = sasl || StartsWithAuth(buffer) ? SaslLimit : CommandLimit;
            if (lineFeed is null)
            {
                if (buffer.Length < limit)
                {
                    return LineOutcome.NeedMore;
                }

                line = Contiguous(buffer.Slice(0, CommandLimit));
                buffer = buffer.Slice(buffer.End);
                _skipping = true;
                return LineOutcome.TooLong;
            }

            var taken = buffer.Slice(0, lineFeed.Value);
            buffer = buffer.Slice(buffer.GetPosition(1, lineFeed.Value));
            if (taken.Length + 1 > limit)
            {
                line = Contiguous(taken.Slice(0, CommandLimit));
                return LineOutcome.TooLong;
            }

            line = WithoutCarriageReturns(Contiguous(taken));
            return LineOutcome.Line;
        }
    }

    private static bool StartsWithAuth(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        return Next(ref reader, (byte)'A') && Next(ref reader, (byte)'U') && Next(ref reader, (byte)'T')
            && Next(ref reader, (byte)'H') && reader.TryRead(out var space) && space == (byte)' ';

        static bool Next(ref SequenceReader<byte> reader, byte upper) =>
            reader.TryRead(out var octet) && (octet & ~0x20) == upper;
    }

    private ReadOnlySpan<byte> Contiguous(ReadOnlySequence<byte> taken)
    {
        if (taken.IsSingleSegment)
        {
            return taken.FirstSpan;
        }

        var length = (int)taken.Length;
        if (_joined.Length < length)
        {
            _joined = new byte[Math.Max(length, CommandLimit)];
        }

        taken.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }

    private ReadOnlySpan<byte> WithoutCarriageReturns(ReadOnlySpan<byte> line)
    {
        var trimmed = line.TrimEnd((byte)'\r');
        Seen |= (line.Length - trimmed.Length) switch
        {
            0 => LineEndings.BareLf,
            1 => LineEndings.Crlf,
            _ => LineEndings.ExtraCr,
        };
        return trimmed;
    }
}
