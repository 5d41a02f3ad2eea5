namespace Restante.Server.Stores.Maildir;

/// <summary>
/// A maildrop's messages as its index tells them, in the order in which they are listed. Those of a large maildrop are
/// brought into memory when somebody asks for one.
/// </summary>
internal sealed class IndexedMessages
{
    public static readonly IndexedMessages Empty = new Builder(0).Build(default, 0);

    private Func<IndexColumns>? _load;
    private IndexColumns? _columns;

    public IndexedMessages(IndexHead head, IndexColumns columns) : this(head) => _columns = columns;

    /// <param name="head">What is known already.</param>
    /// <param name="load">Called when a message is asked for, once, unless it throws; gives as many as the head says.</param>
    public IndexedMessages(IndexHead head, Func<IndexColumns> load) : this(head) => _load = load;

    private IndexedMessages(IndexHead head)
    {
        Head = head;
        List = new MessageList(head.Count, head.TotalOctets, () => new MessageRows(Columns.Octets, Columns.Text, Columns.Ids, Columns.IdLengths));
    }

    public IndexHead Head { get; }

    public MessageList List { get; }

    public int Count => Head.Count;

    public IndexColumns Columns => _columns ??= _load!();

    /// <summary>True when they are in memory, and there are any.</summary>
    public bool HoldsColumns => _columns is { Count: > 0 };

    /// <summary>Forgets the columns until somebody asks for a message.</summary>
    /// <param name="load">Gives them again, the same, or throws.</param>
    public void LetGo(Func<IndexColumns> load)
    {
        (_columns, _load) = (null, load);
        List.LetGo();
    }

    public Folder FolderOf(int message) => Has(message, IndexColumns.InCur) ? Folder.Cur : Folder.New;

    /// <summary>The full name of its file when it was listed.</summary>
    public ReadOnlySpan<byte> Name(int message) => Columns.Text.AsSpan(Columns.Names[message], Columns.NameLengths[message]);

    public Slice NameSlice(int message) => new(Columns.Names[message], Columns.NameLengths[message]);

    public Slice IdSlice(int message) => new(Columns.Ids[message], Columns.IdLengths[message]);

    /// <param name="message">Counted from 0.</param>
    /// <param name="mark">Of <see cref="IndexColumns"/>.</param>
    public bool Has(int message, byte mark) => (Columns.Marks[message] & mark) != 0;

    public Measurement Sizes(int message) =>
        new(Columns.FileSizes[message], Columns.Octets[message], (MessageFlags)(Columns.Marks[message] & IndexColumns.FlagBits));

    /// <summary>Collects messages; used once.</summary>
    public sealed class Builder(int capacity)
    {
        private readonly List<long> _octets = new(capacity);
        private readonly List<long> _fileSizes = new(capacity);
        private readonly List<byte> _nameLengths = new(capacity);
        private readonly List<byte> _idLengths = new(capacity);
        private readonly List<byte> _marks = new(capacity);
        private readonly List<int> _names = new(capacity);
        private readonly List<int> _ids = new(capacity);
        private byte[] _text = new byte[capacity * 64];
        private int _textLength;
        private long _total;

        public void Add(Folder folder, ReadOnlySpan<byte> name, bool byFullName, ReadOnlySpan<byte> id, Measurement sizes)
        {
            var apart = !name.StartsWith(id);
            var marks = (byte)sizes.Flags | (apart ? IndexColumns.IdApart : 0) | (byFullName ? IndexColumns.ByFullName : 0)
                | (folder == Folder.Cur ? IndexColumns.InCur : 0);
            _octets.Add(sizes.Octets);
            _fileSizes.Add(sizes.FileSize);
            _nameLengths.Add((byte)name.Length);
            _idLengths.Add((byte)id.Length);
            _marks.Add((byte)marks);
            _names.Add(_textLength);
            _ids.Add(apart ? _textLength + name.Length : _textLength);
            _total = unchecked(_total + sizes.Octets);
            Append(name);
            Append(apart ? id : default);
        }

        /// <param name="times">See <see cref="IndexHead"/>.</param>
        /// <param name="moment">See there.</param>
        public IndexedMessages Build(in FolderTimes times, long moment)
        {
            Array.Resize(ref _text, _textLength);
            return new IndexedMessages(
                new IndexHead(_octets.Count, _total, times, moment),
                new IndexColumns([.. _octets], [.. _fileSizes], [.. _nameLengths], [.. _idLengths], [.. _marks], _text, 0, [.. _names], [.. _ids]));
        }

        private void Append(ReadOnlySpan<byte> text)
        {
            if (text.Length > _text.Length - _textLength)
            {
                Array.Resize(ref _text, checked(Math.Max(_text.Length + (_text.Length / 2), _textLength + text.Length)));
            }

            text.CopyTo(_text.AsSpan(_textLength));
            _textLength += text.Length;
        }
    }
}
