using System.Buffers.Binary;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// The index's octets as version 0.1 first wrote them. They are still read, since the unique-ids and the order in them
/// must not be lost; the next writing makes version 2 of them.
/// <code>
/// "RESTIDX" 0x01          magic and version
/// u32 count, u32 zero
/// i64 new/, i64 cur/      the folders' times at the listing, in nanoseconds
/// count times: i64 file size, i64 wire octets, u8 flags, u8 id length, u16 key length, key, id
/// u32 CRC-32C             of all before
/// </code>
/// An id of length 0 is the key's stem; a key is the base of a file's name, or folder and full name.
/// </summary>
internal static class IndexFormatOne
{
    private const int CountAt = 8;
    private const int HeaderLength = 32;
    private const int EntryLength = 20;
    private const int CrcLength = 4;
    private const int FolderLength = 4;

    private static ReadOnlySpan<byte> Magic => "RESTIDX\u0001"u8;

    public static bool Begins(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    /// <param name="octets">The whole file.</param>
    /// <param name="fault">What is wrong, for the log, when the result is null.</param>
    public static IndexedMessages? Read(ReadOnlySpan<byte> octets, out string? fault)
    {
        fault = FrameFault(octets);
        if (fault is not null)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(octets[CountAt..]);
        var messages = new IndexedMessages.Builder(count);
        var rest = octets[HeaderLength..^CrcLength];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadEntry(ref rest, messages))
            {
                fault = $"entry {i} is not a possible one";
                return null;
            }
        }

        fault = rest.IsEmpty ? null : "there is more than its entries";
        return fault is null ? messages.Build(default, moment: 0) : null;
    }

    private static string? FrameFault(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < HeaderLength + CrcLength || !Begins(octets))
        {
            return "it does not begin as one of this version";
        }

        var body = octets[..^CrcLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(octets[^CrcLength..]) != Crc32C.Of(body))
        {
            return "its checksum is wrong";
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(octets[CountAt..]);
        return count > (body.Length - HeaderLength) / EntryLength ? "it is too short for its entries" : null;
    }

    private static bool TryReadEntry(ref ReadOnlySpan<byte> rest, IndexedMessages.Builder messages)
    {
        if (rest.Length < EntryLength)
        {
            return false;
        }

        var sizes = new Measurement(
            BinaryPrimitives.ReadInt64LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[8..]), (MessageFlags)rest[16]);
        int idLength = rest[17];
        int keyLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[18..]);
        if (rest.Length - EntryLength < keyLength + idLength || ((byte)sizes.Flags & ~IndexColumns.FlagBits) != 0
            || !IndexFormat.ArePossible(sizes.FileSize, sizes.Octets))
        {
            return false;
        }

        var key = rest.Slice(EntryLength, keyLength);
        var id = idLength == 0 ? MessageFileName.Stem(key) : rest.Slice(EntryLength + keyLength, idLength);
        var inCur = key.StartsWith("cur/"u8);
        var byFullName = inCur || key.StartsWith("new/"u8);
        var name = byFullName ? key[FolderLength..] : key;
        if (name.IsEmpty || name.Length > FileName.MaxLength || name[0] == '.' || name.ContainsAny((byte)'/', (byte)0) || !UniqueId.IsLegal(id))
        {
            return false;
        }

        messages.Add(inCur ? Folder.Cur : Folder.New, name, byFullName, id, sizes);
        rest = rest[(EntryLength + keyLength + idLength)..];
        return true;
    }
}
