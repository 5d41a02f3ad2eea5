using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Restante.Protocol.Pop3;

/// <summary>
/// Counts what a stored message takes on the wire: LF becomes CRLF, CRLF and a lone CR stay, and a CRLF is added where
/// the last line has no LF. Dot-stuffing and the final dot are not counted (RFC 1939 §11 counts what the client keeps).
/// Fed in pieces of any size; the default value has seen nothing.
/// </summary>
public struct WireSize
{
    private long _stored;
    private byte _last;
    private bool _dotBeginsLine;

    /// <summary>Line ends that the wire makes one octet longer.</summary>
    public long BareLineFeeds { get; private set; }

    /// <summary>The octets RETR sends.</summary>
    public readonly long Octets => _stored + BareLineFeeds + (LacksLineEnd ? 2 : 0);

    /// <summary>True when the stored octets may be sent as they are: CRLF line ends throughout and at the end, no line that starts with a dot.</summary>
    public readonly bool WireReady => BareLineFeeds == 0 && !LacksLineEnd && !_dotBeginsLine;

    /// <summary>True when the last line has no LF. An empty message has no last line.</summary>
    public readonly bool LacksLineEnd => _stored > 0 && _last != '\n';

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        // The first octet of a piece has its neighbour in the piece before; the first of all follows a line end.
        AddPair(_stored == 0 ? (byte)'\n' : _last, piece[0]);
        AddPairs(piece);
        _stored += piece.Length;
        _last = piece[^1];
    }

    private void AddPairs(ReadOnlySpan<byte> piece)
    {
        ref var octets = ref MemoryMarshal.GetReference(piece);
        var at = 1;
        var bare = 0L;
        var dots = Vector128<byte>.Zero;
        // Each octet is compared together with the one before it, sixteen at a time: most messages are counted once
        // and never again, but a maildrop may hold gigabytes when it is seen first.
        for (; at <= piece.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var before = Vector128.LoadUnsafe(ref octets, (nuint)(at - 1));
            var here = Vector128.LoadUnsafe(ref octets, (nuint)at);
            var lineFeeds = Vector128.Equals(here, Vector128.Create((byte)'\n'));
            var afterReturn = Vector128.Equals(before, Vector128.Create((byte)'\r'));
            bare += BitOperations.PopCount(Vector128.AndNot(lineFeeds, afterReturn).ExtractMostSignificantBits());
            dots |= Vector128.Equals(here, Vector128.Create((byte)'.')) & Vector128.Equals(before, Vector128.Create((byte)'\n'));
        }

        BareLineFeeds += bare;
        _dotBeginsLine |= dots != Vector128<byte>.Zero;
        for (; at < piece.Length; at++)
        {
            AddPair(piece[at - 1], piece[at]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddPair(byte before, byte here)
    {
        if (here == '\n' && before != '\r')
        {
            BareLineFeeds++;
        }
        else if (here == '.' && before == '\n')
        {
            _dotBeginsLine = true;
        }
    }
}
