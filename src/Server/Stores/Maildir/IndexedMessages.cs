namespace Restante.Server.Stores.Maildir;

/// <summary>
/// A maildrop's messages as its index tells them, in the order in which they are listed. Columns and no objects: a
/// hundred thousand messages are read in the time that it takes to copy them.
/// </summary>
internal sealed class IndexedMessages
{
    /// <summary>Marks of a message in the index, beside its <see cref="MessageFlags"/>: its unique-id is no part of its name.</summary>
    public const byte IdApart = 0x10;

    /// <summary>It is known by folder and full name: another message has its base (<see cref="MessageRecord"/>).</summary>
    public const byte ByFullName = 0x20;

    /// <summary>Its file was in cur/.</summary>
    public const byte InCur = 0x40;

    public static readonly IndexedMessages Empty = new Builder(0).Build(default, 0);

    private readonly int[] _names;
    private readonly int[] _ids;

    /// <param name="columns">Sound ones: see <see cref="IndexFormat"/>.</param>
    /// <param name="names">Where each name begins in the text.</param>
    /// <param name="ids">Where each unique-id begins there.</param>
    public IndexedMessages(IndexColumns columns, int[] names, int[] ids)
    {
        Columns = columns;
        _names = names;
        _ids = ids;
        List = new MessageList(columns.Octets, columns.Text, ids, columns.IdLengths);
    }

    public IndexColumns Columns { get; }

    public MessageList List { get; }

    public int Count => _names.Length;

    /// <summary>The folders' times at the listing.</summary>
    public required FolderTimes Times { get; init; }

    /// <summary>
    /// When the folders were listed, by the clock that makes their times; 0 where that listing is not to be trusted though
    /// the times stand.
    /// </summary>
    public required long Moment { get; init; }

    public Folder FolderOf(int message) => Has(message, InCur) ? Folder.Cur : Folder.New;

    /// <summary>The full name of its file when it was listed.</summary>
    public ReadOnlySpan<byte> Name(int message) => Columns.Text.AsSpan(_names[message], Columns.NameLengths[message]);

    public Slice NameSlice(int message) => new(_names[message], Columns.NameLengths[message]);

    public Slice IdSlice(int message) => new(_ids[message], Columns.IdLengths[message]);

    public bool Has(int message, byte mark) => (Columns.Marks[message] & mark) != 0;

    public Measurement Sizes(int message) =>
        new(Columns.FileSizes[message], Columns.Octets[message], (MessageFlags)(Columns.Marks[message] & IndexColumns.FlagBits));

    /// <summary>True when nobody needs to list the folders to know what is in them.</summary>
    /// <param name="now">As they are now.</param>
    /// <param name="moment">The present, by the clock that makes the folders' times; 0 where that is not known.</param>
    public bool IsTrusted(in FolderTimes now, long moment) =>
        // A clock that was set back makes times that it has made before.
        Moment != 0 && moment >= Moment && now == Times;

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

        public int TextLength => _textLength;

        public void Add(Folder folder, ReadOnlySpan<byte> name, bool byFullName, ReadOnlySpan<byte> id, Measurement sizes)
        {
            var apart = !name.StartsWith(id);
            var marks = (byte)sizes.Flags | (apart ? IdApart : 0) | (byFullName ? ByFullName : 0) | (folder == Folder.Cur ? InCur : 0);
            _octets.Add(sizes.Octets);
            _fileSizes.Add(sizes.FileSize);
            _nameLengths.Add((byte)name.Length);
            _idLengths.Add((byte)id.Length);
            _marks.Add((byte)marks);
            _names.Add(_textLength);
            _ids.Add(apart ? _textLength + name.Length : _textLength);
            Append(name);
            Append(apart ? id : default);
        }

        public IndexedMessages Build(in FolderTimes times, long moment)
        {
            Array.Resize(ref _text, _textLength);
            var columns = new IndexColumns([.. _octets], [.. _fileSizes], [.. _nameLengths], [.. _idLengths], [.. _marks], _text, 0);
            return new IndexedMessages(columns, [.. _names], [.. _ids]) { Times = times, Moment = moment };
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

/// <summary>The columns of an index, a row a message.</summary>
/// <param name="Octets">On the wire.</param>
/// <param name="FileSizes">On disk.</param>
/// <param name="NameLengths">Of the file's full name.</param>
/// <param name="IdLengths">Of the unique-id.</param>
/// <param name="Marks">Of <see cref="IndexedMessages"/>, and the <see cref="MessageFlags"/>.</param>
/// <param name="Text">Names, each followed by its unique-id where that is apart; something else may stand before it.</param>
/// <param name="TextAt">Where the first name begins.</param>
internal sealed record IndexColumns(
    long[] Octets, long[] FileSizes, byte[] NameLengths, byte[] IdLengths, byte[] Marks, byte[] Text, int TextAt)
{
    public const byte FlagBits = (byte)(MessageFlags.WireReady | MessageFlags.Believed | MessageFlags.Unmeasured);

    public const byte AllMarks = FlagBits | IndexedMessages.IdApart | IndexedMessages.ByFullName | IndexedMessages.InCur;

    public int Count => Octets.Length;
}
