using System.Buffers;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>Takes the sizes of message files, and opens them without being led elsewhere.</summary>
internal static class MessageFile
{
    /// <summary>
    /// Up to here a file is always counted: opening it costs as much as reading it. Above, sizes in the name are
    /// believed if what is read of the file (one half of this from each end) agrees with them.
    /// </summary>
    public const int AlwaysCounted = 64 * 1024;

    private const int SampleLength = AlwaysCounted / 2;

    /// <summary>Opens a regular file; a symbolic link, a folder or a device is <see cref="Errno.SymbolicLink"/>.</summary>
    public static Errno TryOpen(PosixDirectory folder, ReadOnlySpan<byte> name, out PosixFile? file, out FileStatus status)
    {
        status = default;
        var error = folder.TryOpenFile(name, OpenFlags.ReadOnly, default, out file);
        if (file is null)
        {
            // What a socket says when it is opened; it is no message either.
            return error == Errno.NoDeviceOrAddress ? Errno.SymbolicLink : error;
        }

        error = file.Status(out status);
        if (error == Errno.None && !status.IsRegularFile)
        {
            error = Errno.SymbolicLink;
        }

        if (error != Errno.None)
        {
            file.Dispose();
            file = null;
        }

        return error;
    }

    /// <summary>
    /// Measures a message for the list. A file that cannot be read is listed all the same, with the size it has on
    /// disk: one bad message must not hide the others, nor itself.
    /// </summary>
    /// <returns>False when there is no such message (it vanished, or is no regular file).</returns>
    /// <exception cref="StoreException">The machine is short of something; that says nothing about the message.</exception>
    public static bool TryMeasure(PosixDirectory folder, ReadOnlySpan<byte> name, out Measurement sizes)
    {
        sizes = default;
        var error = TryOpen(folder, name, out var opened, out var status);
        if (opened is not null)
        {
            using var file = opened;
            error = IsBelievable(file, name, status.Size, out var octets)
                ? Believe(status.Size, octets, out sizes)
                : Count(file, out sizes);
            if (error == Errno.None)
            {
                return true;
            }
        }

        if (error.IsShortage())
        {
            throw new StoreException($"messages cannot be opened: {error.InWords()}");
        }

        if (error is Errno.NotFound or Errno.SymbolicLink)
        {
            return false;
        }

        error = folder.Status(name, out status);
        if (error == Errno.NotFound || (error == Errno.None && !status.IsRegularFile))
        {
            return false;
        }

        // A disk that cannot even tell the size says nothing of whether the message is there: the folder does.
        var size = error == Errno.None ? status.Size : 0;
        sizes = new Measurement(size, size, MessageFlags.Unmeasured);
        return true;
    }

    /// <summary>Reads the whole file and counts.</summary>
    public static Errno Count(PosixFile file, out Measurement sizes)
    {
        sizes = default;
        var size = default(WireSize);
        var buffer = ArrayPool<byte>.Shared.Rent(AlwaysCounted);
        try
        {
            var offset = 0L;
            while (true)
            {
                var error = file.Read(buffer, offset, out var count);
                if (error != Errno.None)
                {
                    return error;
                }

                if (count == 0)
                {
                    sizes = new Measurement(offset, size.Octets, size.WireReady ? MessageFlags.WireReady : MessageFlags.None);
                    return Errno.None;
                }

                size.Add(buffer.AsSpan(0, count));
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Errno Believe(long fileSize, long octets, out Measurement sizes)
    {
        sizes = new Measurement(fileSize, octets, MessageFlags.Believed);
        return Errno.None;
    }

    private static bool IsBelievable(PosixFile file, ReadOnlySpan<byte> name, long fileSize, out long octets)
    {
        octets = MessageFileName.WireOctets(name);
        if (fileSize <= AlwaysCounted || MessageFileName.FileSize(name) != fileSize
            || octets < fileSize || octets - fileSize > fileSize + 2)
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(SampleLength);
        try
        {
            var sample = default(WireSize);
            foreach (var offset in (ReadOnlySpan<long>)[0, fileSize - SampleLength])
            {
                var piece = buffer.AsSpan(0, SampleLength);
                if (file.ReadFully(piece, offset, out var count) != Errno.None || count < SampleLength)
                {
                    return false;
                }

                // What stands before the second piece is not read: a LF at its start gets the benefit of the doubt.
                sample.Add("\r"u8);
                sample.Add(piece);
            }

            // Either no line end grows, or as many as the sample has, or more. A sample of CRLF alone in a file said
            // to hold bare LFs is possible, but a wrong field is the likelier case.
            return !sample.LacksLineEnd
                && (octets == fileSize ? sample.BareLineFeeds == 0 : sample.BareLineFeeds > 0 && octets - fileSize >= sample.BareLineFeeds);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
