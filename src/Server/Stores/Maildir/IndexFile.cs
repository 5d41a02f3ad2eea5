using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// The index on disk. It saves listing and measuring, and it keeps unique-ids in the few cases in which they do not
/// follow from the names; losing it costs time only. It is read and written under the maildrop's lock.
/// </summary>
internal static class IndexFile
{
    /// <summary>Above (a million and a half of messages) a maildrop has no index: its owner could otherwise make us read anything.</summary>
    public const int MaxLength = 128 * 1024 * 1024;

    private static ReadOnlySpan<byte> Name => "restante-index"u8;

    private static ReadOnlySpan<byte> NewName => "restante-index.new"u8;

    /// <summary>
    /// Up to here, about a thousand messages, an index is read as a whole at once; of a larger one the beginning, and the
    /// rest when it is needed.
    /// </summary>
    private const int SmallLength = 64 * 1024;

    /// <param name="top">The Maildir.</param>
    /// <param name="fault">Why an index that is there was not taken; null when it was taken, or none is there.</param>
    /// <returns>The index's head, and all of it where it is small; null where it does not begin as one of this version.</returns>
    public static (IndexHead Head, IndexedMessages? Messages)? LoadHead(PosixDirectory top, out string? fault)
    {
        using var file = Open(top, out var size, out fault);
        var small = size <= SmallLength;
        if (file is null || Read(file, small ? (int)size : IndexFormat.HeaderLength, out var length, out fault) is not { } content)
        {
            return null;
        }

        if (small)
        {
            return IndexFormat.Read(content, length, out fault) is { } messages ? (messages.Head, messages) : null;
        }

        return IndexFormat.ReadHead(content.AsSpan(0, length), size, out fault) is { } head ? (head, null) : null;
    }

    /// <summary>Reads all of it, of either version.</summary>
    public static IndexedMessages Load(PosixDirectory top, out string? fault)
    {
        using var file = Open(top, out var size, out fault);
        if (file is null || Read(file, (int)size, out var length, out fault) is not { } content)
        {
            return IndexedMessages.Empty;
        }

        var read = IndexFormatOne.Begins(content)
            ? IndexFormatOne.Read(content.AsSpan(0, length), out fault)
            : IndexFormat.Read(content, length, out fault);
        return read ?? IndexedMessages.Empty;
    }

    private static PosixFile? Open(PosixDirectory top, out long size, out string? fault)
    {
        var error = MessageFile.TryOpen(top, Name, out var file, out var status);
        size = status.Size;
        fault = error is Errno.None or Errno.NotFound ? null : error.InWords();
        if (file is null || size <= MaxLength)
        {
            return file;
        }

        fault = $"it has {size} octets";
        file.Dispose();
        return null;
    }

    private static byte[]? Read(PosixFile file, int wanted, out int length, out string? fault)
    {
        var content = GC.AllocateUninitializedArray<byte>(wanted);
        var error = file.ReadFully(content, 0, out length);
        fault = error == Errno.None ? null : error.InWords();
        return error == Errno.None ? content : null;
    }

    /// <summary>Writes the index. Not synced: an index that a power cut tears is found out by its checksums.</summary>
    /// <returns>Why it was not written, or null.</returns>
    public static string? Save(PosixDirectory top, IndexedMessages messages, UnixFileMode mode)
    {
        var content = IndexFormat.Write(messages);
        if (content.Length > MaxLength)
        {
            return $"it would have {content.Length} octets";
        }

        // Always a file of our own making: the owner could have linked another one to this name.
        _ = top.Unlink(NewName);
        var error = top.TryOpenFile(NewName, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, mode, out var opened);
        if (opened is null)
        {
            return error.InWords();
        }

        using (opened)
        {
            error = opened.Write(content, 0);
        }

        FaultPoint.Hit("index-after-write");
        if (error == Errno.None)
        {
            error = top.Rename(NewName, Name);
        }

        if (error != Errno.None)
        {
            _ = top.Unlink(NewName);
            return error.InWords();
        }

        FaultPoint.Hit("index-after-rename");
        return null;
    }
}
