using System.Runtime.InteropServices;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// Which folder, and when it was last changed, in nanoseconds. The time of modification can be set (rsync does), that of
/// change cannot; a folder put in the place of another one is another inode.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FolderTime(ulong Inode, long Modified, long Changed)
{
    public FolderTime(in FileStatus status) : this(status.Inode, status.ModifiedNanoseconds, status.ChangedNanoseconds) { }

    public bool IsBefore(long time) => Modified < time && Changed < time;
}

/// <summary>
/// The times of both folders. While they stand, so does what was listed when they were read, if they were old enough by
/// then: docs/decisions/trusted-index.md.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FolderTimes(FolderTime New, FolderTime Cur)
{
    /// <summary>Both are from before this time, in nanoseconds.</summary>
    public bool AreBefore(long time) => New.IsBefore(time) && Cur.IsBefore(time);

    /// <summary>As they are now; false when either cannot be told or is no folder.</summary>
    public static bool TryRead(MaildirFolders folders, out FolderTimes times)
    {
        var there = TryRead(folders.Top, "new"u8, out var first) & TryRead(folders.Top, "cur"u8, out var second);
        times = new FolderTimes(first, second);
        return there;
    }

    private static bool TryRead(PosixDirectory top, ReadOnlySpan<byte> name, out FolderTime time)
    {
        var error = top.Status(name, out var status);
        time = new FolderTime(status);
        return error == Errno.None && status.IsDirectory;
    }
}
