using System.Buffers;
using Microsoft.Extensions.Logging;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>A Maildir under its lock, for one session. It does not run its calls side by side.</summary>
internal sealed class MaildirDrop : IMaildrop
{
    private readonly MaildirFolders _folders;
    private readonly MaildirLock _lock;
    private readonly MaildirSnapshot _snapshot;
    private readonly MaildirOptions _options;
    private readonly ILogger _log;
    /// <summary>Records whose files are not what was listed: unavailable for this session, measured anew by the next.</summary>
    private HashSet<int>? _altered;
    private HashSet<int>? _removed;
    private string? _unlisted;
    private bool _indexIsStale;
    private bool _indexFailed;
    private bool _neverAtOnce;

    /// <summary>Lists the maildrop; it owns the folders and the lock once that has succeeded.</summary>
    /// <exception cref="StoreException">A folder cannot be read.</exception>
    public MaildirDrop(MaildirFolders folders, MaildirLock taken, MaildirOptions options, ILogger log)
    {
        _folders = folders;
        _lock = taken;
        _options = options;
        _log = log;
        var found = IndexFile.LoadHead(folders.Top, out _);

        // Where an UPDATE was interrupted, what is left of it is looked for: it is to be recorded.
        if (taken.Found.Removing.Count == 0 && found is var (head, messages) && FolderTimes.TryRead(folders, out var now) && head.IsTrusted(now, taken.Moment))
        {
            TrustedIndex = true;
            _snapshot = MaildirSnapshot.Trust(folders, messages ?? new IndexedMessages(head, () => LoadColumns(head, null)));
        }
        else
        {
            string? fault = null;
            _snapshot = TakeSnapshot(found?.Messages ?? IndexFile.Load(folders.Top, out fault), fault);
            Interrupted = InterruptedBy(taken.Found);
        }

        if (folders.Top.IsDear)
        {
            folders.Close(taken);
        }
    }

    public MessageList Messages => _snapshot.List;

    /// <summary>True when the list came from the index alone.</summary>
    public bool TrustedIndex { get; }

    /// <summary>Never: the lock goes only with the process.</summary>
    public CancellationToken LeaseLost => CancellationToken.None;

    public InterruptedUpdate? Interrupted { get; }

    public void Rest()
    {
        // What the index on the disk does not say cannot be had again.
        if (!_indexFailed && _altered is null && _snapshot.IndexAlone is { HoldsColumns: true } indexed)
        {
            var shown = indexed.List.Digest();
            indexed.LetGo(() => LoadColumns(indexed.Head, shown));
        }

        _folders.Close(_lock);
    }

    public void InterruptionRecorded()
    {
        if (Interrupted is not null)
        {
            _lock.WriteHolder();
        }
    }

    public bool OpensAtOnce { get; private set; }

    /// <remarks>
    /// Three calls of the system, where <see cref="OpenBodyAsync"/> needs four: that as many octets come as were measured, and
    /// no more, says what fstat would. Whatever is not just so is left to the other one, which has the words for it.
    /// </remarks>
    public IMessageBody? TryOpenAtOnce(MessageNumber number)
    {
        // A maildrop that rested has to look first what it had.
        if (_neverAtOnce || !_folders.AreOpen)
        {
            return null;
        }

        var record = _snapshot.RecordOf(number);
        var sizes = _snapshot.SizesOf(record);
        if (sizes.FileSize > CachedBody.Longest || !CachedFile.CanTell(sizes.FileSize)
            || (sizes.Flags & (MessageFlags.Believed | MessageFlags.Unmeasured)) != MessageFlags.None
            || _altered?.Contains(record) == true || !_snapshot.TryLocate(record, out var folder, out var name) || _folders.Opened(folder) is not { } opened)
        {
            return null;
        }

        // One octet more would be a message that has grown.
        var wanted = (int)sizes.FileSize + 1;
        var octets = ArrayPool<byte>.Shared.Rent(wanted);
        var read = CachedFile.TryRead(opened, name, octets.AsSpan(0, wanted), out var count);
        _neverAtOnce = read == CachedRead.Never;
        OpensAtOnce |= read == CachedRead.Done;
        if (read == CachedRead.Done && count == sizes.FileSize)
        {
            return CachedBody.Of(octets, sizes);
        }

        ArrayPool<byte>.Shared.Return(octets);
        return null;
    }

    public ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        PosixFile? file = null;
        try
        {
            var record = _snapshot.RecordOf(number);
            file = OpenFile(record, out var fileSize, out var described);
            var sizes = SizesOf(record, file, fileSize, described);
            var body = new MaildirBody(file, sizes, described);
            file = null;
            return ValueTask.FromResult<IMessageBody>(body);
        }
        catch (StoreException e)
        {
            throw new MessageUnavailableException(e.Message, e);
        }
        finally
        {
            file?.Dispose();
        }
    }

    public IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time)
    {
        var limit = time.ToUnixTimeSeconds();
        var before = new List<MessageNumber>();
        try
        {
            Messages.Load();
            for (var index = 0; index < Messages.Count; index++)
            {
                var number = MessageNumber.FromIndex(index);
                if (_snapshot.TryLocate(_snapshot.RecordOf(number), out var folder, out var name) && ArrivedBefore(limit, _folders[folder], name))
                {
                    before.Add(number);
                }
            }
        }
        catch (StoreException e)
        {
            MaildirLog.IndexIgnored(_log, _folders.Path, e.Message);
        }

        return before;
    }

    public ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers)
    {
        if (numbers.Count == 0)
        {
            return ValueTask.FromResult(new Removal([], [], null));
        }

        // Opened before anything is removed: what fails here must leave all as it was.
        _ = (_folders[Folder.New], _folders[Folder.Cur]);
        var error = _lock.WriteRemoving([.. numbers.Select(Messages.UniqueIdText)]);
        if (error != Errno.None)
        {
            // Goes on all the same: on a full disk, removing is the cure.
            MaildirLog.RemovalNotAnnounced(_log, _folders.Path, error.InWords());
        }

        FaultPoint.Hit("remove-after-announcing");
        var batch = new RemovalBatch(_folders, _snapshot);
        foreach (var number in numbers)
        {
            batch.Remove(number);
            FaultPoint.Hit("remove-after-unlink");
        }

        var removal = batch.Finish();

        // What was announced stays in the lock file until the session ends: its receipt is not written yet.
        FaultPoint.Hit("remove-after-sync");
        (_removed ??= []).UnionWith(removal.Removed.Select(_snapshot.RecordOf));
        return ValueTask.FromResult(removal);
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            SaveWhatChanged();
        }
        catch (StoreException e)
        {
            MaildirLog.IndexNotWritten(_log, _folders.Path, e.Message);
        }
        finally
        {
            // Whatever came of the index: nobody else would give the maildrop back.
            _lock.Dispose();
            _folders.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private void SaveWhatChanged()
    {
        foreach (var record in _altered ?? [])
        {
            var sizes = _snapshot.SizesOf(record);
            _snapshot.Known.SetSizes(record, sizes with { Flags = MessageFlags.Unmeasured });
        }

        if (_indexIsStale || (_snapshot.IsTrusted && _snapshot.Changed) || _removed is { Count: > 0 } || _altered is not null)
        {
            // What this session removed has changed the folders since they were listed.
            SaveIndex(_snapshot.ToIndex(_removed ?? [], _removed is null or { Count: 0 } ? _lock.Moment : 0, _options.Settling));
        }
    }

    /// <summary>Lists the folders, and writes the index where it says something else.</summary>
    private MaildirSnapshot TakeSnapshot(IndexedMessages indexed, string? fault)
    {
        if (KnownMessages.Of(indexed) is not { } known)
        {
            (fault, indexed, known) = ("two of its entries are one", IndexedMessages.Empty, new KnownMessages());
        }

        if (fault is not null)
        {
            MaildirLog.IndexIgnored(_log, _folders.Path, fault);
        }

        var snapshot = MaildirSnapshot.Take(_folders, indexed, known);
        var listed = snapshot.ToIndex([], _lock.Moment, _options.Settling);
        if (snapshot.Changed || fault is not null || listed.Head.Moment != 0
            || (indexed.Head.Moment != 0 && indexed.Head.Times == listed.Head.Times))
        {
            // Before anybody is shown a unique-id: what was shown once must be kept. Also when the next session could do
            // without a listing, or would wrongly try to.
            SaveIndex(listed);
        }

        // A session keeps the list, not what it was made of.
        return snapshot.IsWholeInIndex ? MaildirSnapshot.Trust(_folders, listed) : snapshot;
    }

    /// <summary>
    /// The rest of an index whose head was trusted, or all of one that was let go. Should it prove damaged (a power cut, a
    /// bad disk), the folders are listed after all; the session goes on where they hold what the client was told.
    /// </summary>
    /// <param name="head">The index as it was.</param>
    /// <param name="shown">The digest of a list that the client may have seen; null where only the head is known.</param>
    /// <exception cref="StoreException">They do not, or cannot be listed.</exception>
    private IndexColumns LoadColumns(IndexHead head, byte[]? shown)
    {
        if (_unlisted is not null)
        {
            throw new StoreException(_unlisted);
        }

        var indexed = IndexFile.Load(_folders.Top, out var fault);
        if (shown is null ? indexed.Head == head : indexed.List.Digest().AsSpan().SequenceEqual(shown))
        {
            return indexed.Columns;
        }

        var listed = TakeSnapshot(IndexedMessages.Empty, fault ?? "it is not the one whose beginning was read").ToIndex([], 0, default);
        if (shown is null ? listed.Count == head.Count && listed.Head.TotalOctets == head.TotalOctets : listed.List.Digest().AsSpan().SequenceEqual(shown))
        {
            return listed.Columns;
        }

        _unlisted = $"{_folders.Path}: the index was damaged, and the messages are not those that it announced";
        throw new StoreException(_unlisted);
    }

    /// <summary>
    /// By the time in its name, and the file's own: what was copied here or restored from a backup has an old name and
    /// came late. The later of the two counts.
    /// </summary>
    private static bool ArrivedBefore(long limit, PosixDirectory folder, ReadOnlySpan<byte> name) =>
        MessageFileName.Number(name) is var named && (named < limit || named == long.MaxValue)
        && folder.Status(name, out var status) == Errno.None && status.ModifiedNanoseconds < limit * 1_000_000_000;

    private PosixFile OpenFile(int record, out long fileSize, out string described)
    {
        for (var looksLeft = 1; ; looksLeft--)
        {
            if (_snapshot.TryLocate(record, out var folder, out var name))
            {
                described = Describe(name);
                var error = MessageFile.TryOpen(_folders[folder], name, out var file, out var status);
                fileSize = status.Size;
                if (file is not null)
                {
                    return file;
                }

                if (error != Errno.NotFound)
                {
                    throw new MessageUnavailableException($"{described}: {error.InWords()}");
                }
            }

            if (looksLeft == 0)
            {
                throw new MessageUnavailableException($"{Describe(_snapshot.Known.Key(record))} is gone");
            }

            _snapshot.LocateAgain();
        }
    }

    private Measurement SizesOf(int record, PosixFile file, long fileSize, string described)
    {
        var sizes = _snapshot.SizesOf(record);
        if (fileSize != sizes.FileSize || _altered?.Contains(record) == true)
        {
            (_altered ??= []).Add(record);
            throw new MessageUnavailableException($"{described} has {fileSize} octets now, it had {sizes.FileSize} when it was listed");
        }

        if ((sizes.Flags & (MessageFlags.Believed | MessageFlags.Unmeasured)) == MessageFlags.None)
        {
            return sizes;
        }

        var error = MessageFile.Count(file, out var counted);
        if (error != Errno.None)
        {
            throw new MessageUnavailableException($"{described}: {error.InWords()}");
        }

        if (counted.Octets != sizes.Octets)
        {
            MaildirLog.SizeWasWrong(_log, described, sizes.Octets, counted.Octets);
        }

        _snapshot.Known.SetSizes(record, counted);
        _indexIsStale = true;
        return counted;
    }

    private string Describe(ReadOnlySpan<byte> name) => $"{_folders.Path}: message {MessageFileName.Printable(name)}";

    private InterruptedUpdate? InterruptedBy(LockContent found)
    {
        if (found.Removing.Count == 0)
        {
            return null;
        }

        var there = found.Removing.ToLookup(IsThere);
        return new InterruptedUpdate(found.Holder, [.. there[false]], [.. there[true]]);
    }

    private bool IsThere(string uniqueId) =>
        _snapshot.Known.FindId(System.Text.Encoding.ASCII.GetBytes(uniqueId)) is >= 0 and var record
        && _snapshot.TryLocate(record, out _, out _);

    private void SaveIndex(IndexedMessages messages)
    {
        if (_indexFailed)
        {
            return;
        }

        string? fault;
        try
        {
            fault = IndexFile.Save(_folders.Top, messages, _options.FileMode);
        }
        catch (StoreException e)
        {
            fault = e.Message;
        }

        if (fault is not null)
        {
            _indexFailed = true;
            MaildirLog.IndexNotWritten(_log, _folders.Path, fault);
        }
    }
}
