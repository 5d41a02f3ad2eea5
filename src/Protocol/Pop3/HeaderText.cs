namespace Restante.Protocol.Pop3;

/// <summary>
/// Says whether a message's header is one of RFC 6532, with characters in UTF-8 that are not ASCII. Takes a message's
/// stored octets in pieces of any size. The headers of its parts are not looked at.
/// </summary>
public struct HeaderText()
{
    private TopCutter _header = new(0);
    private int _expected;
    private bool _any;
    private bool _broken;

    /// <summary>True once the header has been seen whole.</summary>
    public readonly bool Done => _header.Done;

    /// <summary>
    /// Of what was taken. False where octets above 0x7F are no UTF-8: such a header is in no standard's form, and UTF-8
    /// mode would not mend it.
    /// </summary>
    public readonly bool IsUtf8 => _any && !_broken && _expected == 0;

    public void Take(ReadOnlySpan<byte> piece)
    {
        var header = piece[.._header.Take(piece)];
        while (!header.IsEmpty && !_broken)
        {
            if (_expected == 0)
            {
                var next = header.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
                if (next < 0)
                {
                    return;
                }

                header = header[next..];
            }

            Take(header[0]);
            header = header[1..];
        }
    }

    /// <summary>Lengths are looked at, not values: what is not the shortest form still tells a header in UTF-8 from one in Latin-1.</summary>
    private void Take(byte octet)
    {
        if (_expected > 0)
        {
            _broken = (octet & 0xC0) != 0x80;
            _expected--;
            return;
        }

        _any = true;
        _expected = octet switch
        {
            >= 0xC2 and <= 0xDF => 1,
            >= 0xE0 and <= 0xEF => 2,
            >= 0xF0 and <= 0xF4 => 3,
            _ => 0,
        };
        _broken = _expected == 0;
    }
}
