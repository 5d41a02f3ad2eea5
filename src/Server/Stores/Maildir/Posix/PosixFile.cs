using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>An open file. Errors are values: the caller knows what each of them means for a maildrop.</summary>
internal sealed class PosixFile(SafeFileHandle handle) : IDisposable
{
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockRelease = 8;

    public SafeFileHandle Handle => handle;

    public Errno Status(out FileStatus status) => PosixDirectory.StatusOf(handle, out status);

    /// <summary>Reads up to the buffer's length; 0 octets at the end of the file.</summary>
    public Errno Read(Span<byte> buffer, long offset, out int count)
    {
        while (true)
        {
            var read = LibC.ReadAt(handle, ref MemoryMarshal.GetReference(buffer), buffer.Length, offset);
            count = (int)Math.Max(read, 0);
            if (read >= 0)
            {
                return Errno.None;
            }

            if (LibC.LastError is not Errno.Interrupted and var error)
            {
                return error;
            }
        }
    }

    /// <summary>Fills the buffer, or as much of it as the file holds.</summary>
    public Errno ReadFully(Span<byte> buffer, long offset, out int count)
    {
        count = 0;
        while (count < buffer.Length)
        {
            var error = Read(buffer[count..], offset + count, out var piece);
            if (error != Errno.None || piece == 0)
            {
                return error;
            }

            count += piece;
        }

        return Errno.None;
    }

    public Errno Write(ReadOnlySpan<byte> octets, long offset)
    {
        while (!octets.IsEmpty)
        {
            var written = LibC.WriteAt(handle, in MemoryMarshal.GetReference(octets), octets.Length, offset);
            if (written >= 0)
            {
                octets = octets[(int)written..];
                offset += written;
            }
            else if (LibC.LastError is not Errno.Interrupted and var error)
            {
                return error;
            }
        }

        return Errno.None;
    }

    public Errno SetLength(long length) => LibC.Truncate(handle, length) == 0 ? Errno.None : LibC.LastError;

    public Errno Sync() => LibC.Sync(handle) == 0 ? Errno.None : LibC.LastError;

    /// <summary>Takes the file's lock without waiting. It goes with this handle, and so with the process.</summary>
    public Errno TryLock() => LibC.Lock(handle, LockExclusive | LockNonBlocking) == 0 ? Errno.None : LibC.LastError;

    public void Unlock() => _ = LibC.Lock(handle, LockRelease);

    public void Dispose() => handle.Dispose();
}
