using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>The two folders that hold messages; tmp/ holds none.</summary>
internal enum Folder : byte
{
    New,
    Cur,
}

/// <summary>One mailbox's Maildir with its folders open, so that nothing that happens to the path matters any more.</summary>
internal sealed class MaildirFolders : IDisposable
{
    private readonly UnixFileMode _folderMode;

    private MaildirFolders(PosixDirectory top, string path, UnixFileMode folderMode)
    {
        Top = top;
        Path = path;
        _folderMode = folderMode;
        try
        {
            New = OpenOrCreate(top, "new"u8, path, folderMode);
            Cur = OpenOrCreate(top, "cur"u8, path, folderMode);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public PosixDirectory Top { get; }

    public PosixDirectory New { get; } = null!;

    public PosixDirectory Cur { get; } = null!;

    /// <summary>For the operator only: nothing is looked up by it.</summary>
    public string Path { get; }

    public PosixDirectory this[Folder folder] => folder == Folder.New ? New : Cur;

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
        // Null only when the constructor failed.
        New?.Dispose();
        Cur?.Dispose();
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
