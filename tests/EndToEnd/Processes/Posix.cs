using System.Runtime.InteropServices;

namespace Restante.EndToEnd.Processes;

/// <summary>The few system calls that .NET has no name for.</summary>
internal static partial class Posix
{
    public const int SigHup = 1;
    public const int SigKill = 9;
    public const int SigInt = 2;
    public const int SigTerm = 15;

    public static bool IsRoot => GetEffectiveUserId() == 0;

    /// <summary>False when there is no such process any more.</summary>
    public static bool Signal(int processId, int signal)
    {
        // 0 and negative numbers mean groups and everybody: never from here.
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        return Kill(processId, signal) == 0;
    }

    public static void GiveTo(string path, uint owner, uint group)
    {
        if (ChangeOwner(path, owner, group) != 0)
        {
            throw new IOException($"chown {path}: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
