using System.Buffers;
using System.Runtime.InteropServices;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>A file that a folder showed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScannedFile(Slice Name, Folder Folder);

/// <summary>What new/ and cur/ showed at one time: names only, nothing was opened.</summary>
internal sealed class FolderScan
{
    private const int BufferLength = 64 * 1024;

    private readonly ByteArena _names = new();
    private readonly List<ScannedFile> _files;

    private FolderScan(FolderTimes times, int expected)
    {
        Times = times;
        _files = new List<ScannedFile>(expected);
    }

    public int Count => _files.Count;

    /// <summary>When the folders were last changed, read before they were listed.</summary>
    public FolderTimes Times { get; }

    public Folder FolderOf(int file) => _files[file].Folder;

    public ReadOnlySpan<byte> Name(int file) => _names[_files[file].Name];

    /// <param name="folders">Both are listed.</param>
    /// <param name="expected">About how many files there will be.</param>
    /// <exception cref="StoreException">A folder cannot be read.</exception>
    public static FolderScan Of(MaildirFolders folders, int expected)
    {
        var scan = new FolderScan(new FolderTimes(TimeOf(folders, Folder.New), TimeOf(folders, Folder.Cur)), expected);
        // new/ goes first: a message that moves to cur/ meanwhile is then seen twice (and told to be one) and not missed.
        scan.Read(folders, Folder.New);
        scan.Read(folders, Folder.Cur);
        return scan;
    }

    private static FolderTime TimeOf(MaildirFolders folders, Folder folder)
    {
        var error = folders[folder].Status(out var status);
        return error == Errno.None ? new FolderTime(status) : throw Unreadable(folders, folder, error);
    }

    private static StoreException Unreadable(MaildirFolders folders, Folder folder, Errno error) =>
        new($"{folders.Path}: {folder} cannot be listed: {error.InWords()}");

    private void Read(MaildirFolders folders, Folder folder)
    {
        var error = folders[folder].TryOpenDirectory("."u8, out var opened);
        using var directory = opened ?? throw Unreadable(folders, folder, error);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (true)
            {
                error = directory.ReadEntries(buffer, out var count);
                if (error != Errno.None)
                {
                    throw Unreadable(folders, folder, error);
                }

                if (count == 0)
                {
                    return;
                }

                AddFiles(buffer.AsSpan(0, count), directory, folder);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void AddFiles(ReadOnlySpan<byte> buffer, PosixDirectory directory, Folder folder)
    {
        var entries = new DirectoryEntries(buffer);
        while (entries.MoveNext(out var name, out var type))
        {
            // Names with a dot are no messages by Maildir's rule; links, folders and pipes are none by ours.
            if (name[0] != '.' && (type == EntryType.RegularFile || (type == EntryType.Unknown && IsRegularFile(directory, name))))
            {
                _files.Add(new ScannedFile(_names.Add(name), folder));
            }
        }
    }

    // Where the disk fails the name counts: a message that is left out of one listing is fetched twice.
    private static bool IsRegularFile(PosixDirectory directory, ReadOnlySpan<byte> name) =>
        directory.Status(name, out var status) is var error && error == Errno.None ? status.IsRegularFile : error != Errno.NotFound;
}
