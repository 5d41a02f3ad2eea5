using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    private readonly Func<MessageRows> _load;
    private MessageRows? _rows;

    /// <summary>A list in a store's own arrays, which the store brings into memory when they are needed.</summary>
    /// <param name="count">Of the messages.</param>
    /// <param name="total">The octets of all of them.</param>
    /// <param name="load">Gives the rows, as many as the count says, or throws a <see cref="StoreException"/>.</param>
    internal MessageList(int count, long total, Func<MessageRows> load) => (Count, TotalOctets, _load) = (count, total, load);

    public int Count { get; }

    /// <summary>The sum of <see cref="Octets"/> over all messages.</summary>
    public long TotalOctets { get; }

    private MessageRows Rows => _rows ??= _load();

    /// <summary>
    /// Brings sizes and unique-ids into memory, where the store has left that for later: whoever only asks how many there are
    /// need not wait for a million of them. To be called before the first of them is asked for.
    /// </summary>
    /// <exception cref="StoreException">They cannot be had.</exception>
    public void Load() => _ = Rows;

    /// <summary>They are in memory: nothing has to be waited for.</summary>
    internal bool IsLoaded => _rows is not null;

    /// <summary>Forgets them until the next <see cref="Load"/>. Whoever made the list sees to it that they are then the same.</summary>
    internal void LetGo() => _rows = null;

    /// <summary>What tells another list from this one: all sizes and unique-ids.</summary>
    internal byte[] Digest() => Rows.Digest();

    /// <summary>
    /// The octets RETR sends for this message: line ends as CRLF, a CRLF added where the last line lacks one, without
    /// dot-stuffing and without the final dot.
    /// </summary>
    public long Octets(MessageNumber number) => Rows.Octets[number.Index];

    /// <summary>1 to 70 octets of 0x21 to 0x7E, unique in this maildrop.</summary>
    public ReadOnlySpan<byte> UniqueId(MessageNumber number)
    {
        var rows = Rows;
        return rows.Text.AsSpan(rows.IdStarts[number.Index], rows.IdLengths[number.Index]);
    }

    public string UniqueIdText(MessageNumber number) => Encoding.ASCII.GetString(UniqueId(number));

    /// <summary>Collects a list; used once.</summary>
    public sealed class Builder(int capacity)
    {
        private readonly List<long> _octets = new(capacity);
        private readonly List<int> _idStarts = new(capacity);
        private readonly List<byte> _idLengths = new(capacity);
        private byte[] _text = new byte[capacity * 32];
        private int _textLength;
        private long _total;

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
            _total += octets;
        }

        public MessageList Build()
        {
            Array.Resize(ref _text, _textLength);
            var rows = new MessageRows([.. _octets], _text, [.. _idStarts], [.. _idLengths]);
            return new MessageList(rows.Octets.Length, _total, () => rows);
        }
    }
}

/// <summary>What a list is kept in; nobody changes it any more.</summary>
/// <param name="Octets">Of each message.</param>
/// <param name="Text">Unique-ids, and anything else between them.</param>
/// <param name="IdStarts">Where each begins in the text.</param>
/// <param name="IdLengths">How long it is. All unique-ids are legal ones: the store has seen to that.</param>
internal sealed record MessageRows(long[] Octets, byte[] Text, int[] IdStarts, byte[] IdLengths)
{
    public byte[] Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(MemoryMarshal.AsBytes<long>(Octets));
        digest.AppendData(IdLengths);
        var ids = ArrayPool<byte>.Shared.Rent(IdLengths.Sum(length => length));
        var end = 0;
        for (var row = 0; row < IdStarts.Length; row++)
        {
            Text.AsSpan(IdStarts[row], IdLengths[row]).CopyTo(ids.AsSpan(end));
            end += IdLengths[row];
        }

        digest.AppendData(ids, 0, end);
        ArrayPool<byte>.Shared.Return(ids);
        return digest.GetHashAndReset();
    }
}
