using System.Runtime.InteropServices;

namespace Restante.Server.Files;

/// <summary>
/// What tells whether a file is still the one that was read: a replaced file has another inode, a rewritten one another
/// change time, which nobody can set back.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileState(ulong Inode, long Size, DateTimeOffset Changed)
{
    /// <summary>Null when there is no such file or it cannot be looked at.</summary>
    public static FileState? Of(string path) => LibC.TryStat(path, out var status) ? new FileState(status.Inode, status.Size, status.Changed) : null;
}
