using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    /// <param name="destination">At least 2 octets, or nothing may fit. Behind what is filled, it holds anything afterwards.</param>
    /// <param name="consumed">How much of the source is done.</param>
    /// <returns>How much of the destination is filled.</returns>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed)
    {
        consumed = 0;
        var written = Vector256.IsHardwareAccelerated ? EncodeWide(source, destination, ref consumed) : 0;
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

    /// <summary>
    /// The same for as long as there are 32 octets, and room for what becomes of them: copied as they are, and then
    /// the place looked for where a line ended among them. Lines are short: to look first and copy then takes twice as long.
    /// </summary>
    private int EncodeWide(ReadOnlySpan<byte> source, Span<byte> destination, ref int consumed)
    {
        const int Width = 32;

        // 32 octets, a CR and a dot.
        const int Room = Width + 2;
        if (source.Length < Width || destination.Length < Room)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var (lastFrom, lastTo) = (source.Length - Width, destination.Length - Room);
        var (read, written, dots) = (0, 0, 0);
        var afterCr = _afterCr;
        var midLine = _midLine;
        var lineFeeds = Vector256.Create((byte)'\n');
        while (read <= lastFrom && written <= lastTo)
        {
            if (!midLine && source[read] == (byte)'.')
            {
                destination[written++] = (byte)'.';
                dots++;
            }

            var octets = Vector256.LoadUnsafe(ref from, (nuint)read);
            octets.StoreUnsafe(ref to, (nuint)written);
            var found = Vector256.Equals(octets, lineFeeds).ExtractMostSignificantBits();
            if (found == 0)
            {
                read += Width;
                written += Width;
                midLine = true;
                afterCr = source[read - 1] == (byte)'\r';
                continue;
            }

            var before = BitOperations.TrailingZeroCount(found);
            read += before;
            written += before;
            if (!(before > 0 ? source[read - 1] == (byte)'\r' : afterCr))
            {
                destination[written++] = (byte)'\r';
            }

            destination[written++] = (byte)'\n';
            read++;
            midLine = false;
            afterCr = false;
        }

        consumed = read;
        (_midLine, _afterCr, _any) = (midLine, afterCr, _any || read > 0);
        Octets += written - dots;
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
