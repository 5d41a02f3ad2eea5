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

    /// <param name="top">The Maildir.</param>
    /// <param name="fault">Why an index that is there was not taken; null when it was taken, or none is there.</param>
    public static IndexedMessages Load(PosixDirectory top, out string? fault)
    {
        fault = null;
        var error = MessageFile.TryOpen(top, Name, out var opened, out var status);
        if (opened is null)
        {
            fault = error == Errno.NotFound ? null : error.InWords();
            return IndexedMessages.Empty;
        }

        using var file = opened;
        if (status.Size > MaxLength)
        {
            fault = $"it has {status.Size} octets";
            return IndexedMessages.Empty;
        }

        var content = GC.AllocateUninitializedArray<byte>((int)status.Size);
        error = file.ReadFully(content, 0, out var length);
        if (error != Errno.None)
        {
            fault = error.InWords();
            return IndexedMessages.Empty;
        }

        var read = IndexFormatOne.Begins(content)
            ? IndexFormatOne.Read(content.AsSpan(0, length), out fault)
            : IndexFormat.Read(content, length, out fault);
        return read ?? IndexedMessages.Empty;
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
