using System.Diagnostics;
using System.Runtime.InteropServices;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// What a session sees: the messages that were known and are still there, in their order, then the new ones by time
/// and name. It never changes, but it follows files that other programs move or flag.
/// </summary>
internal sealed class MaildirSnapshot
{
    private const int Nowhere = -1;

    private readonly MaildirFolders _folders;
    private readonly IndexedMessages _indexed;
    /// <summary>Null while every message of the index is listed, and none was looked for.</summary>
    private List<int>? _records;
    private KnownMessages? _known;

    // What the folders showed, where they were looked into: the rest is empty without it.
    private FolderScan? _scan;
    private List<int> _fileOfRecord = null!;
    /// <summary>Further names of the same file: a move by link and unlink that was not finished.</summary>
    private Dictionary<int, List<int>>? _otherNames;
    private HashSet<int>? _renamed;
    private FolderScan? _listing;
    private bool _locatedAgain;

    private MaildirSnapshot(MaildirFolders folders, IndexedMessages indexed, KnownMessages? known)
    {
        _folders = folders;
        _indexed = indexed;
        _known = known;
        List = indexed.List;
    }

    public MessageList List { get; private set; }

    /// <exception cref="StoreException">The index, which was trusted, contradicts itself.</exception>
    public KnownMessages Known => _known ??= KnownMessages.Of(_indexed) ?? throw new StoreException($"{_folders.Path}: two entries of the index have one name");

    /// <summary>True when the index, as it was read, no longer says what is listed.</summary>
    public bool Changed { get; private set; }

    /// <summary>True when the folders were not listed.</summary>
    public bool IsTrusted => _records is null;

    /// <summary>True when all that it knows stands in the index that it makes.</summary>
    public bool IsWholeInIndex => _otherNames is null or { Count: 0 } && _renamed is null or { Count: 0 };

    /// <summary>The index, where it is all that this knows.</summary>
    public IndexedMessages? IndexAlone => _records is null && _known is null && _scan is null ? _indexed : null;

    /// <summary>What the index tells, without a look at the folders: they are as they were when it was written.</summary>
    public static MaildirSnapshot Trust(MaildirFolders folders, IndexedMessages indexed) => new(folders, indexed, null);

    /// <summary>Lists the folders and measures what is new.</summary>
    /// <exception cref="StoreException">A folder cannot be read, or the machine is short of something.</exception>
    public static MaildirSnapshot Take(MaildirFolders folders, IndexedMessages indexed, KnownMessages known)
    {
        var snapshot = new MaildirSnapshot(folders, indexed, known);
        snapshot.Take();
        return snapshot;
    }

    public int RecordOf(MessageNumber number) => _records is null ? number.Index : _records[number.Index];

    /// <summary>What was measured of a record's file.</summary>
    public Measurement SizesOf(int record) => _known is null ? _indexed.Sizes(record) : _known[record].Sizes;

    /// <summary>Where the message's file was seen last; false when it is gone.</summary>
    public bool TryLocate(int record, out Folder folder, out ReadOnlySpan<byte> name)
    {
        if (_scan is null)
        {
            folder = _indexed.FolderOf(record);
            name = _indexed.Name(record);
            return true;
        }

        var file = _fileOfRecord[record];
        folder = file == Nowhere ? default : _scan.FolderOf(file);
        name = file == Nowhere ? default : _scan.Name(file);
        return file != Nowhere;
    }

    /// <summary>Looks for all files anew. One look serves all messages: another program rarely moves only one.</summary>
    /// <exception cref="StoreException">A folder cannot be read.</exception>
    public void LocateAgain()
    {
        _ = Known;
        _scan = FolderScan.Of(_folders, KnownMessages.WithRoom(Known.Count));
        _ = MatchAll();
        _locatedAgain = true;

        // Whoever trusted the index was misled, or another program moves files at this moment: list anew next time.
        Changed |= IsTrusted;
    }

    /// <summary>True when the file was found by its unique-id only: another program changed more of its name than the flags.</summary>
    public bool WasRenamed(int record) => _renamed?.Contains(record) == true;

    /// <summary>The message's second names in turn, each once.</summary>
    public bool TryTakeOtherName(int record, out Folder folder, out ReadOnlySpan<byte> name)
    {
        folder = default;
        name = default;
        if (_scan is null || _otherNames is null || !_otherNames.TryGetValue(record, out var files) || files.Count == 0)
        {
            return false;
        }

        folder = _scan.FolderOf(files[^1]);
        name = _scan.Name(files[^1]);
        files.RemoveAt(files.Count - 1);
        return true;
    }

    /// <summary>What the index is to say from now on.</summary>
    /// <param name="without">Records that it is to forget.</param>
    /// <param name="moment">When the folders were listed, or earlier; 0 where that is not known, or the listing does not stand any more.</param>
    /// <param name="settling">How long before that they must have changed last.</param>
    public IndexedMessages ToIndex(HashSet<int> without, long moment, TimeSpan settling)
    {
        var messages = new IndexedMessages.Builder(List.Count);

        // A second name of a file would not be seen without a scan, and so not removed with the first. And whoever looked
        // again was not looking for new messages.
        var listed = _listing?.Times ?? _indexed.Head.Times;
        var stands = listed.AreBefore(moment - (long)settling.TotalNanoseconds) && _otherNames is null or { Count: 0 } && !_locatedAgain;
        for (var index = 0; index < List.Count; index++)
        {
            var number = MessageNumber.FromIndex(index);
            var record = RecordOf(number);
            if (without.Contains(record))
            {
                continue;
            }

            var sizes = SizesOf(record);
            var byFullName = IsByFullName(record);
            var located = TryLocate(record, out var folder, out var name) && !WasRenamed(record);
            if (!located)
            {
                name = byFullName ? MessageFileName.OfFull(Known.Key(record), out folder) : Known.Key(record);
            }

            // What could not be measured is tried again by each session, and what is not there is looked for.
            stands &= located && !sizes.Flags.HasFlag(MessageFlags.Unmeasured);
            messages.Add(folder, name, byFullName, List.UniqueId(number), sizes);
        }

        return messages.Build(listed, stands ? moment : 0);
    }

    private bool IsByFullName(int record) =>
        _known is null ? _indexed.Has(record, IndexColumns.ByFullName) : _known.HasFullNames && _known.Key(record).Contains((byte)'/');

    private void Take()
    {
        _scan = FolderScan.Of(_folders, KnownMessages.WithRoom(Known.Count));
        var unmatched = MatchAll();
        if (_fileOfRecord.Contains(Nowhere))
        {
            // A folder that is renamed in while it is read may show a message under neither name. A client that misses
            // a unique-id once forgets it and fetches the message again, so look twice before saying that one is gone.
            _scan = FolderScan.Of(_folders, KnownMessages.WithRoom(Known.Count));
            unmatched = MatchAll();
        }

        _listing = _scan;
        var knownBefore = Known.Count;
        MeasureAgain();
        Changed |= _fileOfRecord.Contains(Nowhere);
        AddNew(unmatched);
        Changed |= Known.Count > knownBefore;
        List = BuildList();
    }

    /// <summary>Finds the file of each known message in the scan, and returns the files that are none's, sorted.</summary>
    private List<int> MatchAll()
    {
        _otherNames = null;
        _renamed = null;
        _fileOfRecord = new List<int>(KnownMessages.WithRoom(Known.Count));
        CollectionsMarshal.SetCount(_fileOfRecord, Known.Count);
        CollectionsMarshal.AsSpan(_fileOfRecord).Fill(Nowhere);
        var unmatched = new List<int>();
        for (var file = 0; file < _scan!.Count; file++)
        {
            var record = Match(_scan!.FolderOf(file), _scan!.Name(file));
            if (record == Nowhere)
            {
                unmatched.Add(file);
            }
            else if (Place(record, file) is >= 0 and var displaced)
            {
                unmatched.Add(displaced);
            }
        }

        var sorted = Sorted(unmatched);
        sorted.RemoveAll(TryPlaceByStem);
        return sorted;
    }

    /// <summary>The record that goes by this name, or -1.</summary>
    private int Match(Folder folder, ReadOnlySpan<byte> name)
    {
        if (Known.HasFullNames)
        {
            Span<byte> buffer = stackalloc byte[MessageFileName.LongestFullName];
            if (Known.FindKey(MessageFileName.Full(folder, name, buffer)) is >= 0 and var record)
            {
                return record;
            }
        }

        return Known.FindKey(MessageFileName.Base(name));
    }

    /// <summary>Gives a record its file. Where it has one already, returns the file that is another message, or -1.</summary>
    private int Place(int record, int file)
    {
        var placed = _fileOfRecord[record];
        if (placed == Nowhere || !TryStatus(placed, out var placedStatus))
        {
            _fileOfRecord[record] = file;
            return Nowhere;
        }

        if (!TryStatus(file, out var status))
        {
            return Nowhere;
        }

        if (status.IsSameFileAs(placedStatus))
        {
            _otherNames ??= [];
            (_otherNames.TryGetValue(record, out var names) ? names : _otherNames[record] = []).Add(file);
            return Nowhere;
        }

        // Two messages by one name. The one we know is the one that has its size.
        var knownSize = Known[record].Sizes.FileSize;
        if (status.Size != knownSize || placedStatus.Size == knownSize)
        {
            return file;
        }

        _fileOfRecord[record] = file;
        return placed;
    }

    /// <summary>
    /// A known message that is missing, and a file that would get its unique-id: mbsync and Dovecot rename so (",U=12").
    /// </summary>
    private bool TryPlaceByStem(int file)
    {
        var record = Known.FindId(MessageFileName.Stem(_scan!.Name(file)));
        if (record < 0 || _fileOfRecord[record] != Nowhere)
        {
            return false;
        }

        _fileOfRecord[record] = file;
        return (_renamed ??= []).Add(record);
    }

    private bool TryStatus(int file, out FileStatus status) =>
        _folders[_scan!.FolderOf(file)].Status(_scan!.Name(file), out status) == Errno.None;

    private List<int> Sorted(List<int> files)
    {
        var numbered = files.ConvertAll(file => (Number: MessageFileName.Number(_scan!.Name(file)), File: file));
        numbered.Sort((one, other) =>
            one.Number != other.Number ? one.Number.CompareTo(other.Number)
            : _scan!.Name(one.File).SequenceCompareTo(_scan!.Name(other.File)) is not 0 and var order ? order
            : _scan!.FolderOf(one.File).CompareTo(_scan!.FolderOf(other.File)));
        return numbered.ConvertAll(pair => pair.File);
    }

    /// <summary>Known messages whose sizes are not: unreadable before, found changed, or renamed since.</summary>
    private void MeasureAgain()
    {
        for (var record = 0; record < Known.Count; record++)
        {
            var renamed = WasRenamed(record);
            if ((renamed || Known[record].Sizes.Flags.HasFlag(MessageFlags.Unmeasured)) && TryLocate(record, out var folder, out var name))
            {
                Remeasure(record, folder, name, renamed);
            }
        }

        _renamed = null;
    }

    private void Remeasure(int record, Folder folder, ReadOnlySpan<byte> name, bool renamed)
    {
        if (!MessageFile.TryMeasure(_folders[folder], name, out var sizes))
        {
            _fileOfRecord[record] = Nowhere;
            return;
        }

        if (renamed)
        {
            Known.SetKey(record, MessageFileName.Base(name));
        }

        Changed |= renamed || sizes != Known[record].Sizes;
        Known.SetSizes(record, sizes);
    }

    private void AddNew(List<int> files)
    {
        foreach (var file in files)
        {
            var name = _scan!.Name(file);
            var record = Match(_scan!.FolderOf(file), name);
            if (record == Nowhere)
            {
                Add(file, MessageFileName.Base(name));
            }
            else if (Place(record, file) is >= 0 and var displaced)
            {
                AddByFullName(displaced);
            }
        }
    }

    private void AddByFullName(int file)
    {
        Span<byte> buffer = stackalloc byte[MessageFileName.LongestFullName];
        Add(file, MessageFileName.Full(_scan!.FolderOf(file), _scan!.Name(file), buffer));
    }

    private void Add(int file, ReadOnlySpan<byte> key)
    {
        if (MessageFile.TryMeasure(_folders[_scan!.FolderOf(file)], _scan!.Name(file), out var sizes))
        {
            var record = Known.Add(key, sizes);
            Debug.Assert(record == _fileOfRecord.Count, "files and records go side by side");
            _fileOfRecord.Add(file);
        }
    }

    private MessageList BuildList()
    {
        _records = new List<int>(Known.Count);
        var list = new MessageList.Builder(Known.Count);
        for (var record = 0; record < Known.Count; record++)
        {
            if (_fileOfRecord[record] != Nowhere)
            {
                _records.Add(record);
                list.Add(Known[record].Sizes.Octets, Known.Id(record));
            }
        }

        return list.Build();
    }
}
