using System.Text;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>The two folders that hold messages; tmp/ holds none.</summary>
internal enum Folder : byte
{
    New,
    Cur,
}

/// <summary>
/// One mailbox's Maildir. While it is open nothing that happens to the path matters. Its folders are opened when they are
/// first needed: most sessions are polls that find nothing new and read no message.
/// </summary>
internal sealed class MaildirFolders : IDisposable
{
    private readonly MaildirPath _path;
    private readonly MailboxName _mailbox;
    private readonly UnixFileMode _folderMode;
    private PosixDirectory? _top;
    private PosixDirectory? _new;
    private PosixDirectory? _cur;
    private string? _text;
    private FileIdentity _closed;
    private MaildirLock? _lock;

    private MaildirFolders(PosixDirectory top, MaildirPath path, MailboxName mailbox, UnixFileMode folderMode)
    {
        _top = top;
        _path = path;
        _mailbox = mailbox;
        _folderMode = folderMode;
    }

    /// <exception cref="StoreException">It was closed meanwhile, and is not there any more.</exception>
    public PosixDirectory Top => _top ??= OpenAgain();

    /// <summary>For the operator only: nothing is looked up by it.</summary>
    public string Path => _text ??= PathOf(_path, _path.FoldersOf(_mailbox));

    /// <summary>Creates it where it is missing.</summary>
    /// <exception cref="StoreException">It is a symbolic link, or the system refused.</exception>
    public PosixDirectory this[Folder folder] => folder == Folder.New
        ? _new ??= OpenOrCreate("new"u8)
        : _cur ??= OpenOrCreate("cur"u8);

    /// <summary>One of those that hold messages is, and nothing has to be looked up to read from it.</summary>
    public bool AreOpen => _new is not null || _cur is not null;

    /// <summary>The folder where it is open already, or null.</summary>
    public PosixDirectory? Opened(Folder folder) => folder == Folder.New ? _new : _cur;

    /// <summary>Opens the Maildir, and creates it for a user who has none yet.</summary>
    /// <exception cref="StoreException">The mail root is missing, a folder is a symbolic link, or the system refused.</exception>
    public static MaildirFolders Open(MaildirPath path, MailboxName mailbox, UnixFileMode folderMode) =>
        new(Walk(path, mailbox, folderMode), path, mailbox, folderMode);

    /// <summary>The folder in which a delivery is written; the caller's to dispose.</summary>
    public PosixDirectory OpenTmp() => OpenOrCreate("tmp"u8);

    /// <summary>
    /// Closes all of them until one is needed: ten thousand idle sessions hold ten thousand descriptors less. They are found
    /// again by the path, on which no symbolic link is followed, and only where it still leads to this folder.
    /// </summary>
    /// <param name="taken">The lock in it, which stays.</param>
    public void Close(MaildirLock taken)
    {
        if (_top is not null && _top.Status(out var status) == Errno.None)
        {
            (_closed, _lock) = (status.Identity, taken);
            Dispose();
            (_top, _new, _cur) = (null, null, null);
        }
    }

    public void Dispose()
    {
        _top?.Dispose();
        _new?.Dispose();
        _cur?.Dispose();
    }

    private PosixDirectory OpenAgain()
    {
        var top = Walk(_path, _mailbox, null);

        // Its number alone would not do: a folder that is removed leaves its own to the next.
        if (top.Status(out var status) == Errno.None && status.Identity == _closed && _lock!.IsIn(top))
        {
            return top;
        }

        top.Dispose();
        throw new StoreException($"{Path} is not the folder that was locked: it was replaced while its session was idle");
    }

    /// <param name="path">The pattern.</param>
    /// <param name="mailbox">Whose Maildir.</param>
    /// <param name="mode">Of folders that are made where they are missing; null makes none.</param>
    private static PosixDirectory Walk(MaildirPath path, MailboxName mailbox, UnixFileMode? mode)
    {
        var names = path.FoldersOf(mailbox);
        var error = PosixDirectory.TryOpen(path.Root, out var directory);
        if (directory is null)
        {
            throw new StoreException(error == Errno.NotFound ? $"mail root {path.Root} is missing" : $"mail root {path.Root}: {error.InWords()}") { NotPermitted = error.IsRefusal() };
        }

        for (var depth = 0; depth < names.Length; depth++)
        {
            using var parent = directory;
            error = TryOpen(parent, names[depth], mode, out directory);
            if (directory is null)
            {
                throw Failed(PathOf(path, names.AsSpan(0, depth + 1)), error);
            }
        }

        return directory;
    }

    private PosixDirectory OpenOrCreate(ReadOnlySpan<byte> name)
    {
        var error = TryOpen(Top, name, _folderMode, out var directory);
        return directory ?? throw Failed($"{Path}/{MessageFileName.Printable(name)}", error);
    }

    private static Errno TryOpen(PosixDirectory parent, ReadOnlySpan<byte> name, UnixFileMode? mode, out PosixDirectory? directory)
    {
        var error = parent.TryOpenDirectory(name, out directory);
        if (error == Errno.NotFound && mode is { } made)
        {
            error = parent.CreateDirectory(name, made);
            if (error is Errno.None or Errno.Exists)
            {
                // A message is only as durable as the names of the folders that lead to it.
                error = parent.Sync();
            }

            if (error == Errno.None)
            {
                error = parent.TryOpenDirectory(name, out directory);
            }
        }

        return error;
    }

    private static StoreException Failed(string path, Errno error) => new($"{path}: {error.InWords()}") { NotPermitted = error.IsRefusal() };

    private static string PathOf(MaildirPath path, ReadOnlySpan<byte[]> names)
    {
        var text = new StringBuilder(path.Root.TrimEnd('/'));
        foreach (var name in names)
        {
            _ = text.Append('/').Append(MessageFileName.Printable(name));
        }

        return text.ToString();
    }
}
