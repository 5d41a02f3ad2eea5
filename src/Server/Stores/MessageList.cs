using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores;

/// <summary>
/// The immutable list of a maildrop: sizes and unique-ids, kept in a few arrays so that a hundred thousand messages
/// cost a few objects, and so that LIST and UIDL are written without a string.
/// </summary>
public sealed class MessageList
{
    public static readonly MessageList Empty = new Builder(0).Build();

    private readonly long[] _octets;
    private readonly byte[] _text;
    private readonly int[] _idStarts;
    private readonly byte[] _idLengths;

    /// <summary>A list in a store's own arrays, which nobody changes any more.</summary>
    /// <param name="octets">Of each message.</param>
    /// <param name="text">Unique-ids, and anything else between them.</param>
    /// <param name="idStarts">Where each begins in the text.</param>
    /// <param name="idLengths">How long it is. All unique-ids are legal ones: the store has seen to that.</param>
    internal MessageList(long[] octets, byte[] text, int[] idStarts, byte[] idLengths)
    {
        _octets = octets;
        _text = text;
        _idStarts = idStarts;
        _idLengths = idLengths;
        foreach (var size in octets)
        {
            TotalOctets += size;
        }
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
    public ReadOnlySpan<byte> UniqueId(MessageNumber number) => _text.AsSpan(_idStarts[number.Index], _idLengths[number.Index]);

    public string UniqueIdText(MessageNumber number) => Encoding.ASCII.GetString(UniqueId(number));

    /// <summary>Collects a list; used once.</summary>
    public sealed class Builder(int capacity)
    {
        private readonly List<long> _octets = new(capacity);
        private readonly List<int> _idStarts = new(capacity);
        private readonly List<byte> _idLengths = new(capacity);
        private byte[] _text = new byte[capacity * 32];
        private int _textLength;

        /// <exception cref="ArgumentException">The unique-id is not a legal one.</exception>
        public void Add(long octets, ReadOnlySpan<byte> uniqueId)
        {
            if (!Protocol.Pop3.UniqueId.IsLegal(uniqueId))
            {
                throw new ArgumentException("not a legal unique-id", nameof(uniqueId));
            }

            if (_textLength + uniqueId.Length > _text.Length)
            {
                Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + uniqueId.Length));
            }

            uniqueId.CopyTo(_text.AsSpan(_textLength));
            _octets.Add(octets);
            _idStarts.Add(_textLength);
            _idLengths.Add((byte)uniqueId.Length);
            _textLength += uniqueId.Length;
        }

        public MessageList Build()
        {
            Array.Resize(ref _text, _textLength);
            return new MessageList([.. _octets], _text, [.. _idStarts], [.. _idLengths]);
        }
    }
}
