using System.Buffers;
using System.Buffers.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>
/// The lines of LIST or UIDL without an argument (RFC 1939 §5, §7), as many at a time as there is room for: a list may
/// have a million of them.
/// </summary>
internal sealed class ListingLines
{
    /// <summary>A number, a space, a unique-id, CRLF.</summary>
    public const int Longest = MaxDigits + 1 + UniqueId.MaxLength + 2;

    // Of an int; a size in octets has more, but is shorter than a unique-id.
    private const int MaxDigits = 10;

    private readonly MessageList _list;
    private readonly MarkedMessages _marked;
    private readonly bool _uniqueIds;
    // The number that comes next, in decimal: counting in digits is cheaper than dividing for each line.
    private readonly byte[] _digits = new byte[MaxDigits];
    private int _length = 1;
    private int _next;

    public ListingLines(MessageList list, MarkedMessages marked, bool uniqueIds)
    {
        (_list, _marked, _uniqueIds) = (list, marked, uniqueIds);
        _digits[0] = (byte)'1';
        SkipMarked();
    }

    /// <summary>A line is left.</summary>
    public bool Any => _next < _list.Count;

    /// <summary>Writes whole lines, at least one, into one span of the output.</summary>
    /// <param name="output">Advanced by what was written.</param>
    /// <param name="room">How much may be written, <see cref="Longest"/> or more.</param>
    public void Write(IBufferWriter<byte> output, int room)
    {
        var span = output.GetSpan(Longest);
        span = span[..Math.Min(span.Length, room)];
        var used = 0;
        while (Any && span.Length - used >= Longest)
        {
            used += WriteLine(span[used..]);
            Count();
            SkipMarked();
        }

        output.Advance(used);
    }

    private int WriteLine(Span<byte> line)
    {
        var number = MessageNumber.FromIndex(_next);
        _digits.AsSpan(0, _length).CopyTo(line);
        var used = _length;
        line[used++] = (byte)' ';
        if (_uniqueIds)
        {
            var id = _list.UniqueId(number);
            id.CopyTo(line[used..]);
            used += id.Length;
        }
        else
        {
            Utf8Formatter.TryFormat(_list.Octets(number), line[used..], out var written);
            used += written;
        }

        "\r\n"u8.CopyTo(line[used..]);
        return used + 2;
    }

    private void SkipMarked()
    {
        while (_marked.Count > 0 && Any && _marked.Contains(MessageNumber.FromIndex(_next)))
        {
            Count();
        }
    }

    private void Count()
    {
        _next++;
        var at = _length - 1;
        for (; at >= 0 && _digits[at] == '9'; at--)
        {
            _digits[at] = (byte)'0';
        }

        if (at >= 0)
        {
            _digits[at]++;
        }
        else if (_length < MaxDigits)
        {
            _digits[0] = (byte)'1';
            _digits[_length++] = (byte)'0';
        }
    }
}
