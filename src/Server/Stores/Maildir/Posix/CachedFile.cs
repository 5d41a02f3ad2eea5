using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Restante.Server.Files;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>What came of an attempt to read a file without waiting.</summary>
internal enum CachedRead
{
    /// <summary>Not read: it is not in memory, or there is a fault, which opening it in the usual way will name.</summary>
    NotNow,

    /// <summary>Not read: this system, or this file system, cannot say what it would have to wait for.</summary>
    Never,

    /// <summary>Read.</summary>
    Done,
}

/// <summary>
/// A small file that the system holds in memory, opened, read and closed in one go. It waits neither for a disk nor for
/// another machine: openat2(2) looks names up in memory only, preadv2(2) reads only what is there.
/// </summary>
internal static unsafe partial class CachedFile
{
    private const nint OpenAt2 = 437;
    private const ulong NoOtherMount = 0x01;
    private const ulong NoSymbolicLinks = 0x04;
    private const ulong InMemory = 0x20;
    private const int DoNotWait = 0x08;
    private const int NoSuchCall = 38;
    private const int NotSupported = 95;

    // Whoever fences this process in may forbid a call that he does not know.
    private static bool _isRefused;

    /// <summary>
    /// True where the number of octets that come tells a regular file of this size from everything else. A read that ends
    /// before a whole number of 512 ends where the file does: a page that is missing or cannot be read ends at one, and so does
    /// a disk. What is no file at all (a folder, a FIFO, a terminal) is not read at a place; /dev/zero never ends.
    /// </summary>
    public static bool CanTell(long fileSize) => fileSize % 512 != 0;

    /// <param name="folder">Where it is.</param>
    /// <param name="name">Its name; a symbolic link is not followed.</param>
    /// <param name="buffer">Longer than the file should be, for that shows whether it has grown.</param>
    /// <param name="count">How many octets came.</param>
    public static CachedRead TryRead(PosixDirectory folder, ReadOnlySpan<byte> name, Span<byte> buffer, out int count)
    {
        count = 0;
        if (_isRefused)
        {
            return CachedRead.Never;
        }

        var how = new How
        {
            Flags = (uint)(OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec),
            Resolve = NoOtherMount | NoSymbolicLinks | InMemory,
        };
        var zeroEnded = new FileName(name);
        var file = (int)Open(OpenAt2, folder.Handle, in zeroEnded.First, in how, sizeof(How));
        if (file < 0)
        {
            _isRefused = LibC.LastError is Errno.NotPermitted or (Errno)NoSuchCall;
            return CachedRead.NotNow;
        }

        var scarce = Descriptors.AreScarce(file, Descriptors.SpareForRuntime);
        nint read = -1;
        var error = Errno.None;
        if (!scarce)
        {
            fixed (byte* octets = buffer)
            {
                var piece = new Piece { Start = octets, Length = buffer.Length };
                read = Read(file, &piece, 1, 0, DoNotWait);
                error = LibC.LastError;
            }
        }

        _ = Close(file);
        count = (int)Math.Max(read, 0);
        return read >= 0 ? CachedRead.Done : error == (Errno)NotSupported ? CachedRead.Never : CachedRead.NotNow;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Open(nint callNumber, SafeFileHandle directory, in byte name, in How how, nint length);

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static partial nint Read(int file, Piece* pieces, int count, long offset, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    private struct How
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    private struct Piece
    {
        public byte* Start;
        public nint Length;
    }
}
