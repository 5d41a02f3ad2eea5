using System.Buffers;
using System.Security.Cryptography;

namespace Restante.Client.Wire;

/// <summary>
/// Takes a message's octets in any pieces and finds its end, its size and its faults. Lines may be of any length: a line
/// is looked at by its first two octets and its end.
/// </summary>
public sealed class MessageReader : IDisposable
{
    /// <summary>So much of a message's beginning is kept.</summary>
    public const int Kept = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _beginning = new();

    // Where in a line the next octet stands: at its start, behind a first dot, behind a first dot and CR, within.
    private Place _place;
    private bool _afterCr;
    private bool _lineIsEmpty = true;

    private enum Place
    {
        Start,
        Dot,
        DotCr,
        Within,
    }

    public long Octets { get; private set; }

    public long Lines { get; private set; }

    public long BareLfLines { get; private set; }

    public long FirstUnstuffed { get; private set; }

    public long HeaderLines { get; private set; } = -1;

    public ReadOnlyMemory<byte> Beginning => _beginning.WrittenMemory;

    /// <summary>True once the terminator was there.</summary>
    public bool Ended { get; private set; }

    /// <summary>Takes octets; returns how many belong to the message and its terminator.</summary>
    public int Take(ReadOnlySpan<byte> octets)
    {
        var used = 0;
        while (used < octets.Length && !Ended)
        {
            used += _place == Place.Within ? TakeWithin(octets[used..]) : TakeFirst(octets[used]);
        }

        return used;
    }

    public byte[] Digest() => _hash.GetCurrentHash();

    public void Dispose() => _hash.Dispose();

    private int TakeWithin(ReadOnlySpan<byte> octets)
    {
        var lineFeed = octets.IndexOf((byte)'\n');
        if (lineFeed < 0)
        {
            Keep(octets);
            _afterCr = octets[^1] == '\r';
            _lineIsEmpty = false;
            return octets.Length;
        }

        Keep(octets[..(lineFeed + 1)]);
        EndLine(lineFeed > 0 ? octets[lineFeed - 1] == '\r' : _afterCr, empty: _lineIsEmpty && lineFeed == 0);
        return lineFeed + 1;
    }

    /// <summary>An octet near the start of a line, where dots matter.</summary>
    private int TakeFirst(byte octet)
    {
        switch (_place, octet)
        {
            case (Place.Start, (byte)'.'):
                _place = Place.Dot;
                return 1;
            case (Place.Start, (byte)'\n'):
                Keep("\n"u8);
                EndLine(afterCr: false, empty: true);
                return 1;
            case (Place.Start, _):
                Keep([octet]);
                Enter(octet == '\r', empty: octet == '\r');
                return 1;
            case (Place.Dot, (byte)'\r'):
                _place = Place.DotCr;
                return 1;
            case (Place.Dot or Place.DotCr, (byte)'\n'):
                Ended = true;
                return 1;
            case (Place.Dot, (byte)'.'):
                Keep("."u8);
                Enter(afterCr: false, empty: false);
                return 1;
            default:
                // A dot with anything else behind it: it should have been two.
                FirstUnstuffed = FirstUnstuffed == 0 ? Lines + 1 : FirstUnstuffed;
                Keep(_place == Place.DotCr ? ".\r"u8 : "."u8);
                Enter(_place == Place.DotCr, empty: false);
                return 0;
        }
    }

    private void Enter(bool afterCr, bool empty)
    {
        _place = Place.Within;
        _afterCr = afterCr;
        _lineIsEmpty = empty;
    }

    private void EndLine(bool afterCr, bool empty)
    {
        Lines++;
        BareLfLines += afterCr ? 0 : 1;
        if (empty && HeaderLines < 0)
        {
            HeaderLines = Lines - 1;
        }

        _place = Place.Start;
        _afterCr = false;
        _lineIsEmpty = true;
    }

    private void Keep(ReadOnlySpan<byte> octets)
    {
        Octets += octets.Length;
        _hash.AppendData(octets);
        var room = Math.Min(octets.Length, Kept - _beginning.WrittenCount);
        if (room > 0)
        {
            _beginning.Write(octets[..room]);
        }
    }
}
