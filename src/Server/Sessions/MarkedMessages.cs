using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>Which messages DELE has marked, and what is left of the maildrop without them. Numbers never shift.</summary>
public sealed class MarkedMessages(MessageList list)
{
    // One bit a message, made when the first is marked: most sessions mark none.
    private ulong[]? _bits;

    public int Count { get; private set; }

    public int LeftCount => list.Count - Count;

    public long LeftOctets { get; private set; } = list.TotalOctets;

    public bool Contains(MessageNumber number) =>
        _bits is not null && (_bits[number.Index >> 6] & (1UL << number.Index)) != 0;

    public void Mark(MessageNumber number)
    {
        _bits ??= new ulong[(list.Count + 63) >> 6];
        _bits[number.Index >> 6] |= 1UL << number.Index;
        Count++;
        LeftOctets -= list.Octets(number);
    }

    public void Clear()
    {
        _bits = null;
        Count = 0;
        LeftOctets = list.TotalOctets;
    }

    /// <summary>All that are marked, ascending.</summary>
    public List<MessageNumber> ToList()
    {
        var marked = new List<MessageNumber>(Count);
        for (var index = 0; index < list.Count && marked.Count < Count; index++)
        {
            var number = MessageNumber.FromIndex(index);
            if (Contains(number))
            {
                marked.Add(number);
            }
        }

        return marked;
    }
}
