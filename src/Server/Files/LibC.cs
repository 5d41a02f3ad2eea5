using System.Runtime.InteropServices;

namespace Restante.Server.Files;

/// <summary>The few calls of the system that .NET has no name for: a file's owner, its inode, and a folder's fsync.</summary>
internal static partial class LibC
{
    private const int AtCurrentFolder = -100;
    private const int AllBasicFields = 0x7FF;
    private const int CloseOnExec = 0x80000;
    private const int ReadOnlyFolderCloseOnExec = 0x10000 | CloseOnExec;
    private const int StatxLength = 256;
    private const int FileTypeMask = 0xF000;
    private const int SocketType = 0xC000;
    private const int PipeType = 0x1000;
    private const int ClockMonotonic = 1;

    // RLIMIT_NOFILE on every machine that .NET runs on.
    private const int OpenFiles = 7;

    /// <summary>By statx(2), whose structure is the same on every machine; stat's is not.</summary>
    public static unsafe bool TryStat(string path, out FileStatus status)
    {
        status = default;
        Span<byte> s = stackalloc byte[StatxLength];
        fixed (byte* buffer = s)
        {
            if (StatX(AtCurrentFolder, path, 0, AllBasicFields, buffer) != 0)
            {
                return false;
            }
        }

        // Offsets of struct statx: 20 uid, 24 gid, 28 mode, 32 inode, 40 size, 96 ctime (seconds, then nanoseconds).
        var seconds = MemoryMarshal.Read<long>(s[96..]);
        var nanoseconds = MemoryMarshal.Read<uint>(s[104..]);
        var type = MemoryMarshal.Read<ushort>(s[28..]) & FileTypeMask;
        status = new FileStatus(
            MemoryMarshal.Read<uint>(s[20..]), MemoryMarshal.Read<uint>(s[24..]),
            type == SocketType, type == PipeType, MemoryMarshal.Read<ulong>(s[32..]),
            MemoryMarshal.Read<long>(s[40..]), DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100));
        return true;
    }

    /// <exception cref="IOException">The change of owner failed.</exception>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (ChOwn(path, user, group) != 0)
        {
            throw Failure("cannot give it its owner", path);
        }
    }

    /// <summary>Makes the names in a folder durable: a rename is on the disk only after this.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synchronised.</exception>
    public static void SyncFolder(string path)
    {
        var handle = Open(path, ReadOnlyFolderCloseOnExec);
        if (handle < 0)
        {
            throw Failure("cannot open the folder", path);
        }

        var failed = FSync(handle) != 0 ? Failure("cannot synchronise the folder", path) : null;
        _ = Close(handle);
        if (failed is not null)
        {
            throw failed;
        }
    }

    /// <summary>CLOCK_MONOTONIC in microseconds, the clock that systemd compares with.</summary>
    public static unsafe long MonotonicMicroseconds()
    {
        // struct timespec: seconds and nanoseconds, each as wide as a pointer.
        var time = stackalloc nint[2];
        return ClockGetTime(ClockMonotonic, time) == 0 ? (time[0] * 1_000_000L) + (time[1] / 1000) : throw Failure("cannot be read", "CLOCK_MONOTONIC");
    }

    /// <summary>How many descriptors this process may have open; null where the system does not say.</summary>
    public static unsafe long? MaxDescriptors()
    {
        // struct rlimit: what holds now, and how far it may be raised. The runtime raises it that far at its start.
        var limits = stackalloc nuint[2];
        return GetRLimit(OpenFiles, limits) == 0 ? (long)nuint.Min(limits[0], int.MaxValue) : null;
    }

    /// <summary>The descriptor that whatever is opened next would get; null where there is none.</summary>
    public static int? NextDescriptor()
    {
        var descriptor = Open("/dev/null", CloseOnExec);
        if (descriptor < 0)
        {
            return null;
        }

        _ = Close(descriptor);
        return descriptor;
    }

    private static IOException Failure(string what, string path) => new($"{path}: {what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChOwn(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static unsafe partial int ClockGetTime(int clock, nint* time);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static unsafe partial int GetRLimit(int resource, nuint* limits);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStatus(uint User, uint Group, bool IsSocket, bool IsPipe, ulong Inode, long Size, DateTimeOffset Changed);
