using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores;

/// <summary>
/// The immutable list of a maildrop: sizes and unique-ids, kept in three arrays so that a hundred thousand messages
/// cost three objects, and so that LIST and UIDL are written without a string.
/// </summary>
public sealed class MessageList
{
    public static readonly MessageList Empty = new Builder(0).Build();

    private readonly long[] _octets;
    private readonly byte[] _ids;
    private readonly int[] _idEnds;

    private MessageList(long[] octets, byte[] ids, int[] idEnds, long total)
    {
        _octets = octets;
        _ids = ids;
        _idEnds = idEnds;
        TotalOctets = total;
    }

    public int Count => _octets.Length;

    /// <summary>The sum of <see cref="Octets"/> over all messages.</summary>
    public long TotalOctets { get; }

    /// <summary>
    /// The octets RETR sends for this message: line ends as CRLF, a CRLF added where the last line lacks one, without
    /// dot-stuffing and without the final dot.
    /// </summary>
    public long Octets(MessageNumber number) => _octets[number.Index];

    /// <summary>1 to 70 octets of 0x21 to 0x7E, unique in this maildrop.</summary>
    public ReadOnlySpan<byte> UniqueId(MessageNumber number)
    {
        var start = number.Index == 0 ? 0 : _idEnds[number.Index - 1];
        return _ids.AsSpan(start, _idEnds[number.Index] - start);
    }

    public string UniqueIdText(MessageNumber number) => Encoding.ASCII.GetString(UniqueId(number));

    /// <summary>Collects a list; used once.</summary>
    public sealed class Builder(int capacity)
    {
        private readonly List<long> _octets = new(capacity);
        private readonly List<int> _idEnds = new(capacity);
        private byte[] _ids = new byte[capacity * 32];
        private int _idLength;
        private long _total;

        /// <exception cref="ArgumentException">The unique-id is not a legal one.</exception>
        public void Add(long octets, ReadOnlySpan<byte> uniqueId)
        {
            if (!Protocol.Pop3.UniqueId.IsLegal(uniqueId))
            {
                throw new ArgumentException("not a legal unique-id", nameof(uniqueId));
            }

            if (_idLength + uniqueId.Length > _ids.Length)
            {
                Array.Resize(ref _ids, Math.Max(_ids.Length * 2, _idLength + uniqueId.Length));
            }

            uniqueId.CopyTo(_ids.AsSpan(_idLength));
            _idLength += uniqueId.Length;
            _octets.Add(octets);
            _idEnds.Add(_idLength);
            _total += octets;
        }

        public MessageList Build()
        {
            Array.Resize(ref _ids, _idLength);
            return new MessageList([.. _octets], _ids, [.. _idEnds], _total);
        }
    }
}
