using System.Buffers;

namespace Restante.Protocol.Pop3;

/// <summary>
/// Turns stored octets into what RETR sends: LF becomes CRLF, CRLF stays, a lone CR stays, a line that starts with a
/// dot gets another (RFC 1939 §3), a last line without an end gets one. Takes pieces of any size and keeps its place
/// between them.
/// </summary>
public struct WireEncoder
{
    // Where the next octet stands. A new encoder stands at the start of a line: the message's first dot is stuffed too.
    private bool _midLine;
    private bool _afterCr;
    private bool _any;

    /// <summary>Octets written without the stuffed dots: what LIST and RETR announce.</summary>
    public long Octets { get; private set; }

    /// <summary>Encodes as much as fits.</summary>
    /// <param name="source">Stored octets.</param>
    /// <param name="destination">At least 2 octets, or nothing may fit.</param>
    /// <param name="consumed">How much of the source is done.</param>
    /// <returns>How much of the destination is filled.</returns>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed)
    {
        var written = 0;
        consumed = 0;
        while (consumed < source.Length)
        {
            var rest = source[consumed..];
            if (!_midLine && rest[0] == (byte)'.')
            {
                if (destination.Length - written < 2)
                {
                    break;
                }

                // The dot itself follows as the line's first octet; only the stuffed one is written here.
                destination[written++] = (byte)'.';
                destination[written++] = (byte)'.';
                consumed++;
                Octets++;
                _midLine = true;
                _afterCr = false;
                _any = true;
                continue;
            }

            var lineFeed = rest.IndexOf((byte)'\n');
            var plain = Math.Min(lineFeed < 0 ? rest.Length : lineFeed, destination.Length - written);
            if (plain > 0)
            {
                rest[..plain].CopyTo(destination[written..]);
                written += plain;
                consumed += plain;
                Octets += plain;
                _midLine = true;
                _afterCr = rest[plain - 1] == (byte)'\r';
                _any = true;
                if (plain < rest.Length && plain != lineFeed)
                {
                    break;
                }
            }

            if (lineFeed < 0)
            {
                break;
            }

            var end = _afterCr ? 1 : 2;
            if (destination.Length - written < end)
            {
                break;
            }

            if (!_afterCr)
            {
                destination[written++] = (byte)'\r';
            }

            destination[written++] = (byte)'\n';
            consumed++;
            Octets += end;
            _midLine = false;
            _afterCr = false;
            _any = true;
        }

        return written;
    }

    /// <summary>The line end that the message lacks, if it lacks one: 0 or 2 octets. An empty message lacks none.</summary>
    public int Finish(Span<byte> destination)
    {
        if (!_any || !_midLine)
        {
            return 0;
        }

        "\r\n"u8.CopyTo(destination);
        Octets += 2;
        _midLine = false;
        return 2;
    }
}
