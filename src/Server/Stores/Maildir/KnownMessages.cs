using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Maildir;

/// <summary>Records of messages, found by key and by unique-id; both are unique.</summary>
internal sealed class KnownMessages(ByteArena text, int capacity)
{
    private readonly List<MessageRecord> _records = new(capacity);
    private readonly SliceTable _keys = new(text, capacity);
    private readonly SliceTable _ids = new(text, capacity);
    /// <summary>By the key's place in <see cref="_keys"/>: a record that was renamed goes by both its keys.</summary>
    private readonly List<int> _recordOfKey = new(capacity);

    public KnownMessages() : this(new ByteArena(), 0) { }

    /// <summary>The index's messages, in its order; null when two of them have one name or unique-id.</summary>
    public static KnownMessages? Of(IndexedMessages indexed)
    {
        Span<byte> fullName = stackalloc byte[MessageFileName.LongestFullName];
        var text = new ByteArena(indexed.Columns.Text);
        var known = new KnownMessages(text, WithRoom(indexed.Count));
        for (var message = 0; message < indexed.Count; message++)
        {
            var name = indexed.Name(message);
            var key = indexed.Has(message, IndexColumns.ByFullName)
                ? text.Add(MessageFileName.Full(indexed.FolderOf(message), name, fullName))
                : indexed.NameSlice(message) with { Length = MessageFileName.Base(name).Length };
            if (!known.TryAdd(new MessageRecord(key, indexed.IdSlice(message), indexed.Sizes(message))))
            {
                return null;
            }
        }

        return known;
    }

    /// <summary>So many, and some new ones: in lists that are full one message more would copy everything.</summary>
    public static int WithRoom(int count) => count + (count / 64) + 4;

    public int Count => _records.Count;

    /// <summary>True when a record goes by folder and full name: only then are these looked up.</summary>
    public bool HasFullNames { get; private set; }

    public MessageRecord this[int record] => _records[record];

    public ReadOnlySpan<byte> Key(int record) => text[_records[record].Key];

    public ReadOnlySpan<byte> Id(int record) => text[_records[record].Id];

    /// <summary>The record with this key, or -1.</summary>
    public int FindKey(ReadOnlySpan<byte> key) => _keys.Find(key) is >= 0 and var place ? _recordOfKey[place] : -1;

    /// <summary>The record with this unique-id, or -1.</summary>
    public int FindId(ReadOnlySpan<byte> id) => _ids.Find(id);

    /// <summary>
    /// Adds a record whose slices lie in the arena already. False when its key or its unique-id is taken: these records
    /// contradict each other then, and none of them is to be used.
    /// </summary>
    public bool TryAdd(MessageRecord record)
    {
        if (!_keys.TryAdd(record.Key) || !_ids.TryAdd(record.Id))
        {
            return false;
        }

        _recordOfKey.Add(_records.Count);
        _records.Add(record);
        HasFullNames |= text[record.Key].Contains((byte)'/');
        return true;
    }

    /// <summary>
    /// Adds a message that was never seen. Its unique-id is the stem where that is a legal one and free; otherwise a hash of
    /// the key, hashed again in the case that somebody named a file like a hash.
    /// </summary>
    public int Add(ReadOnlySpan<byte> key, Measurement sizes)
    {
        Span<byte> hashed = stackalloc byte[MessageFileName.HashedIdLength];
        scoped var id = MessageFileName.Stem(key);
        if (key.Contains((byte)'/') || !UniqueId.IsLegal(id) || FindId(id) >= 0)
        {
            MessageFileName.WriteHashedId(key, hashed);
            while (FindId(hashed) >= 0)
            {
                MessageFileName.WriteHashedId(hashed, hashed);
            }

            id = hashed;
        }

        var record = new MessageRecord(text.Add(key), text.Add(id), sizes);
        return TryAdd(record) ? Count - 1 : throw new InvalidOperationException("a message that is known already was added");
    }

    public void SetSizes(int record, Measurement sizes) => _records[record] = _records[record] with { Sizes = sizes };

    /// <summary>Follows a message whose base was changed by another program; its unique-id stays.</summary>
    public void SetKey(int record, ReadOnlySpan<byte> key)
    {
        var added = text.Add(key);
        _records[record] = _records[record] with { Key = added };
        if (_keys.TryAdd(added))
        {
            _recordOfKey.Add(record);
        }
    }
}
