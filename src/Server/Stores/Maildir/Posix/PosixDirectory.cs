using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Restante.Server.Files;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>
/// An open directory. Whatever happens to the path that led here, names are looked up in this directory and no
/// symbolic link is followed.
/// </summary>
internal sealed class PosixDirectory : IDisposable
{
    private const int NoFollowLinks = 0x100;
    private const int EmptyPath = 0x1000;

    private readonly SafeFileHandle _handle;

    private PosixDirectory(SafeFileHandle handle) => _handle = handle;

    public SafeFileHandle Handle => _handle;

    /// <summary>Opens the directory where the operator's own path leads; links in that path are the operator's.</summary>
    public static Errno TryOpen(string path, out PosixDirectory? directory)
    {
        var handle = LibC.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        return Wrap(handle, out directory);
    }

    public Errno TryOpenDirectory(ReadOnlySpan<byte> name, out PosixDirectory? directory)
    {
        const int Flags = OpenFlags.ReadOnly | OpenFlags.CloseOnExec;
        var zeroEnded = new FileName(name);
        var handle = LibC.OpenAt(_handle, in zeroEnded.First, Flags | OpenFlags.Directory | OpenFlags.NoFollow, 0);
        return Wrap(handle, out directory);
    }

    public Errno CreateDirectory(ReadOnlySpan<byte> name, UnixFileMode mode)
    {
        var zeroEnded = new FileName(name);
        return LibC.MakeDirectoryAt(_handle, in zeroEnded.First, (int)mode) == 0 ? Errno.None : LibC.LastError;
    }

    /// <param name="name">The file's name here; a symbolic link is <see cref="Errno.SymbolicLink"/>.</param>
    /// <param name="flags">Of <see cref="OpenFlags"/>.</param>
    /// <param name="mode">For a file that this call creates.</param>
    /// <param name="file">The caller's to dispose; null unless the result is <see cref="Errno.None"/>.</param>
    public Errno TryOpenFile(ReadOnlySpan<byte> name, int flags, UnixFileMode mode, out PosixFile? file)
    {
        var zeroEnded = new FileName(name);
        var handle = LibC.OpenAt(
            _handle, in zeroEnded.First, flags | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, (int)mode);
        var error = FaultOf(handle);
        file = error == Errno.None ? new PosixFile(handle) : null;
        return error;
    }

    public Errno Status(ReadOnlySpan<byte> name, out FileStatus status)
    {
        var zeroEnded = new FileName(name);
        return LibC.Statx(_handle, in zeroEnded.First, NoFollowLinks, FileStatus.Mask, out status) == 0 ? Errno.None : LibC.LastError;
    }

    public Errno Status(out FileStatus status) => StatusOf(_handle, out status);

    public Errno Unlink(ReadOnlySpan<byte> name)
    {
        var zeroEnded = new FileName(name);
        return LibC.UnlinkAt(_handle, in zeroEnded.First, 0) == 0 ? Errno.None : LibC.LastError;
    }

    /// <summary>Renames inside this directory; what had the new name is replaced.</summary>
    public Errno Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var zeroEndedFrom = new FileName(from);
        var zeroEndedTo = new FileName(to);
        return LibC.RenameAt(_handle, in zeroEndedFrom.First, _handle, in zeroEndedTo.First) == 0 ? Errno.None : LibC.LastError;
    }

    /// <summary>Gives a file of this directory a name in another one; never overwrites.</summary>
    public Errno Link(ReadOnlySpan<byte> name, PosixDirectory other, ReadOnlySpan<byte> otherName)
    {
        var zeroEnded = new FileName(name);
        var zeroEndedOther = new FileName(otherName);
        return LibC.LinkAt(_handle, in zeroEnded.First, other._handle, in zeroEndedOther.First, 0) == 0 ? Errno.None : LibC.LastError;
    }

    /// <summary>Makes names that came and went durable.</summary>
    public Errno Sync() => LibC.Sync(_handle) == 0 ? Errno.None : LibC.LastError;

    /// <summary>Reads the next entries, to be taken apart by <see cref="DirectoryEntries"/>; 0 octets at the end.</summary>
    public Errno ReadEntries(Span<byte> buffer, out int count)
    {
        var read = LibC.GetDirectoryEntries(DirectoryEntries.SystemCall, _handle, ref MemoryMarshal.GetReference(buffer), buffer.Length);
        count = (int)Math.Max(read, 0);
        return read >= 0 ? Errno.None : LibC.LastError;
    }

    /// <summary>True where it is not to be kept for the next use.</summary>
    public bool IsDear => Descriptors.AreDear(_handle.DangerousGetHandle());

    public void Dispose() => _handle.Dispose();

    internal static Errno StatusOf(SafeFileHandle handle, out FileStatus status)
    {
        byte empty = 0;
        return LibC.Statx(handle, in empty, EmptyPath, FileStatus.Mask, out status) == 0 ? Errno.None : LibC.LastError;
    }

    // Where there is one, the handle is closed.
    private static Errno FaultOf(SafeFileHandle handle)
    {
        var error = handle.IsInvalid ? LibC.LastError
            : Descriptors.AreScarce(handle.DangerousGetHandle(), Descriptors.SpareForRuntime) ? Errno.TooManyOpenFiles
            : Errno.None;
        if (error != Errno.None)
        {
            handle.Dispose();
        }

        return error;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "the directory owns the handle")]
    private static Errno Wrap(SafeFileHandle handle, out PosixDirectory? directory)
    {
        var error = FaultOf(handle);
        directory = error == Errno.None ? new PosixDirectory(handle) : null;
        return error;
    }
}
