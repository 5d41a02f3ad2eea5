using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// The lease on one maildrop: a lock on a file, which the system takes back when its holder dies, however it dies. The
/// file itself is never removed: two sessions could then hold locks on two files of one name.
/// </summary>
internal sealed class MaildirLock : IDisposable
{
    private const string FileName = "restante.lock";
    private const int HolderLength = 4096;

    private readonly PosixFile _file;
    private readonly LeaseHolder _holder;
    private readonly bool _writable;
    private bool _contentIsOurs;
    private bool _hasContent;

    private MaildirLock(PosixFile file, LeaseHolder holder, bool writable)
    {
        _file = file;
        _holder = holder;
        _writable = writable;
        Found = ReadContent(file, LockContent.MaxLength, out _hasContent);
        if (Found.Removing.Count == 0)
        {
            WriteHolder();
        }

        if (_contentIsOurs && file.Status(out var status) == Errno.None)
        {
            Moment = status.ModifiedNanoseconds;
        }
    }

    private static ReadOnlySpan<byte> Name => "restante.lock"u8;

    /// <summary>
    /// What the holder before left: nothing, unless it died. An interrupted removal stays in the file until
    /// <see cref="WriteHolder"/>, lest it be forgotten when the maildrop cannot be opened.
    /// </summary>
    public LockContent Found { get; }

    /// <summary>
    /// When the lock was taken, in nanoseconds, by the clock that makes the times of this file system's folders: that of
    /// another machine, where the disk is another machine's. 0 where the lock file could not be written.
    /// </summary>
    public long Moment { get; }

    /// <param name="folders">The maildrop.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="mode">For a lock file that is not there yet.</param>
    /// <param name="heldBy">Who holds it, when the result is null and the file tells.</param>
    /// <returns>The lock, or null when somebody else holds it.</returns>
    /// <exception cref="StoreException">The lock file cannot be opened or locked.</exception>
    public static MaildirLock? TryTake(MaildirFolders folders, LeaseHolder holder, UnixFileMode mode, out LeaseHolder? heldBy)
    {
        heldBy = null;
        var file = Open(folders, mode, out var writable);
        try
        {
            var error = file.TryLock();
            if (error == Errno.None)
            {
                var taken = new MaildirLock(file, holder, writable);
                file = null;
                return taken;
            }

            if (error != Errno.WouldBlock)
            {
                throw Failed(folders, error);
            }

            heldBy = ReadContent(file, HolderLength, out _).Holder;
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>True when this is the folder whose lock is held: while the file is open, no other can have its inode.</summary>
    public bool IsIn(PosixDirectory folder) =>
        folder.Status(Name, out var there) == Errno.None && _file.Status(out var own) == Errno.None && there.IsSameFileAs(own);

    /// <summary>Says who holds the maildrop, and forgets what was being removed.</summary>
    public void WriteHolder() => _ = Write(new LockContent(_holder, []));

    /// <summary>Says, durably, what is about to be removed.</summary>
    public Errno WriteRemoving(IReadOnlyList<string> uniqueIds)
    {
        var error = Write(new LockContent(_holder, uniqueIds));
        return error == Errno.None && _writable ? _file.Sync() : error;
    }

    public void Dispose()
    {
        if (_contentIsOurs)
        {
            // Before the lock goes: who asks later must not be told of us.
            _ = _file.SetLength(0);
        }

        // Closing is not enough: a process that is just being started by another thread has a copy of the handle until it
        // becomes another program, and would keep the lock for so long.
        _file.Unlock();
        _file.Dispose();
    }

    private static PosixFile Open(MaildirFolders folders, UnixFileMode mode, out bool writable)
    {
        var error = folders.Top.TryOpenFile(Name, OpenFlags.ReadWrite | OpenFlags.Create, mode, out var file);
        writable = file is not null;
        if (error == Errno.ReadOnlyFileSystem)
        {
            // A maildrop on a read-only disk can still be read, and read by one session only.
            _ = folders.Top.TryOpenFile(Name, OpenFlags.ReadOnly, mode, out file);
        }

        if (file is null)
        {
            throw Failed(folders, error);
        }

        error = file.Status(out var status);
        if (error != Errno.None || !status.IsRegularFile)
        {
            file.Dispose();
            throw Failed(folders, error == Errno.None ? Errno.SymbolicLink : error);
        }

        // The owner could have linked somebody else's file to this name: then it may serve as a lock, but we do not write to it.
        writable &= !status.HasOtherNames;
        return file;
    }

    private static StoreException Failed(MaildirFolders folders, Errno error) => new($"{folders.Path}/{FileName}: {error.InWords()}");

    private static LockContent ReadContent(PosixFile file, int maxLength, out bool any)
    {
        // Nearly always there is nothing in it, and nothing more to ask for.
        Span<byte> start = stackalloc byte[1];
        any = file.Read(start, 0, out var count) != Errno.None || count > 0;
        if (!any || file.Status(out var status) != Errno.None)
        {
            return LockContent.None;
        }

        var content = new byte[Math.Min(status.Size, maxLength)];
        _ = file.ReadFully(content, 0, out count);
        return LockContent.Read(content.AsSpan(0, count));
    }

    private Errno Write(LockContent content)
    {
        if (!_writable)
        {
            return Errno.None;
        }

        // Emptied first, so that the end of an older content never looks like a part of this one.
        _contentIsOurs = true;
        var error = _hasContent ? _file.SetLength(0) : Errno.None;
        _hasContent = true;
        return error == Errno.None ? _file.Write(content.Write(), 0) : error;
    }
}
