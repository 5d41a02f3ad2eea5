using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>The two folders that hold messages; tmp/ holds none.</summary>
internal enum Folder : byte
{
    New,
    Cur,
}

/// <summary>
/// One mailbox's Maildir, open, so that nothing that happens to the path matters any more. Its folders are opened when
/// they are first needed: most sessions are polls that find nothing new and read no message.
/// </summary>
internal sealed class MaildirFolders : IDisposable
{
    private readonly UnixFileMode _folderMode;
    private PosixDirectory? _new;
    private PosixDirectory? _cur;

    private MaildirFolders(PosixDirectory top, string path, UnixFileMode folderMode)
    {
        Top = top;
        Path = path;
        _folderMode = folderMode;
    }

    public PosixDirectory Top { get; }

    /// <summary>For the operator only: nothing is looked up by it.</summary>
    public string Path { get; }

    /// <summary>Creates it where it is missing.</summary>
    /// <exception cref="StoreException">It is a symbolic link, or the system refused.</exception>
    public PosixDirectory this[Folder folder] => folder == Folder.New
        ? _new ??= OpenOrCreate(Top, "new"u8, Path, _folderMode)
        : _cur ??= OpenOrCreate(Top, "cur"u8, Path, _folderMode);

    /// <summary>The folder where it is open already, or null.</summary>
    public PosixDirectory? Opened(Folder folder) => folder == Folder.New ? _new : _cur;

    /// <summary>Opens the Maildir, and creates it for a user who has none yet.</summary>
    /// <exception cref="StoreException">The mail root is missing, a folder is a symbolic link, or the system refused.</exception>
    public static MaildirFolders Open(MaildirPath path, MailboxName mailbox, UnixFileMode folderMode)
    {
        var error = PosixDirectory.TryOpen(path.Root, out var directory);
        if (directory is null)
        {
            throw new StoreException(error == Errno.NotFound ? $"mail root {path.Root} is missing" : $"mail root {path.Root}: {error.InWords()}") { NotPermitted = error.IsRefusal() };
        }

        var reached = path.Root.TrimEnd('/');
        foreach (var name in path.FoldersOf(mailbox))
        {
            using var parent = directory;
            directory = OpenOrCreate(parent, name, reached, folderMode);
            reached += "/" + MessageFileName.Printable(name);
        }

        return new MaildirFolders(directory, reached, folderMode);
    }

    /// <summary>The folder in which a delivery is written; the caller's to dispose.</summary>
    public PosixDirectory OpenTmp() => OpenOrCreate(Top, "tmp"u8, Path, _folderMode);

    public void Dispose()
    {
        Top.Dispose();
        _new?.Dispose();
        _cur?.Dispose();
    }

    private static PosixDirectory OpenOrCreate(PosixDirectory parent, ReadOnlySpan<byte> name, string path, UnixFileMode mode)
    {
        var error = parent.TryOpenDirectory(name, out var directory);
        if (error == Errno.NotFound)
        {
            error = parent.CreateDirectory(name, mode);
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

        return directory ?? throw new StoreException($"{path}/{MessageFileName.Printable(name)}: {error.InWords()}") { NotPermitted = error.IsRefusal() };
    }
}
