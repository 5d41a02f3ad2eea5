using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// The index's octets, version 2. All numbers are little-endian:
/// <code>
/// "RESTIDX" 0x02                          magic and version
/// u32 count, u32 length of the text
/// i64 total of the wire octets
/// i64 moment                              of the listing; 0 where it is not to be trusted
/// new/, cur/: u64 inode, i64 modified, i64 changed     in nanoseconds, at the listing
/// u32 CRC-32C of what follows the header, u32 CRC-32C of the header so far
/// i64 wire octets   × count
/// i64 file size     × count
/// u8 name length    × count
/// u8 id length      × count
/// u8 marks          × count
/// text: each name, followed by its id where that is no beginning of the name
/// </code>
/// The mailbox's owner may be able to write this file, so nothing in it is trusted: reading either takes everything or
/// nothing. What a forged one can do is to show its owner a wrong list.
/// </summary>
internal static class IndexFormat
{
    /// <summary>4 TiB: no message.</summary>
    public const long MaxSize = 1L << 42;

    /// <summary>How many octets <see cref="ReadHead"/> needs.</summary>
    public const int HeaderLength = 88;

    private const int TextLengthAt = 12;
    private const int TotalAt = 16;
    private const int MomentAt = 24;
    private const int TimesAt = 32;
    private const int BodyCrcAt = 80;
    private const int HeaderCrcAt = 84;
    private const int CountAt = 8;
    private const int RowLength = 8 + 8 + 1 + 1 + 1;

    private static ReadOnlySpan<byte> Magic => "RESTIDX\u0002"u8;

    public static bool Begins(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    /// <summary>What the index says as a whole; whether the rest of it is sound is another question.</summary>
    /// <param name="start">The file's beginning.</param>
    /// <param name="fileLength">The length of all of it.</param>
    /// <param name="fault">What is wrong, for the log, when the result is null.</param>
    public static IndexHead? ReadHead(ReadOnlySpan<byte> start, long fileLength, out string? fault)
    {
        fault = HeadFault(start, fileLength);
        return fault is not null ? null : new IndexHead(
            BinaryPrimitives.ReadInt32LittleEndian(start[CountAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(start[TotalAt..]),
            new FolderTimes(ReadTime(start[TimesAt..]), ReadTime(start[(TimesAt + 24)..])),
            BinaryPrimitives.ReadInt64LittleEndian(start[MomentAt..]));
    }

    /// <param name="content">The whole file; belongs to the result from now on.</param>
    /// <param name="length">The octets of it that were read.</param>
    /// <param name="fault">What is wrong, for the log, when the result is null.</param>
    public static IndexedMessages? Read(byte[] content, int length, out string? fault)
    {
        var octets = content.AsSpan(0, length);
        if (ReadHead(octets, length, out fault) is not { } head)
        {
            return null;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(octets[BodyCrcAt..]) != Crc32C.Of(octets[HeaderLength..]))
        {
            fault = "its checksum is wrong";
            return null;
        }

        var columns = length == HeaderLength ? IndexColumns.None : ReadColumns(content, head.Count);
        if (FirstFault(columns, octets[(HeaderLength + (head.Count * RowLength))..], head.TotalOctets) is { } row)
        {
            fault = $"entry {row} is not a possible one";
            return null;
        }

        return new IndexedMessages(head, columns);
    }

    /// <exception cref="OverflowException">It would have more than 2 GiB.</exception>
    public static byte[] Write(IndexedMessages messages)
    {
        var columns = messages.Columns;
        var text = columns.Text.AsSpan(columns.TextAt);
        var octets = GC.AllocateUninitializedArray<byte>(checked(HeaderLength + (columns.Count * RowLength) + text.Length));
        var header = octets.AsSpan(0, HeaderLength);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[CountAt..], columns.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[TextLengthAt..], text.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[TotalAt..], messages.Head.TotalOctets);
        BinaryPrimitives.WriteInt64LittleEndian(header[MomentAt..], messages.Head.Moment);
        WriteTime(header[TimesAt..], messages.Head.Times.New);
        WriteTime(header[(TimesAt + 24)..], messages.Head.Times.Cur);

        // Little-endian are all machines that this store runs on: see DirectoryEntries.
        var rest = octets.AsSpan(HeaderLength);
        rest = Put(rest, MemoryMarshal.AsBytes<long>(columns.Octets));
        rest = Put(rest, MemoryMarshal.AsBytes<long>(columns.FileSizes));
        rest = Put(rest, columns.NameLengths);
        rest = Put(rest, columns.IdLengths);
        rest = Put(rest, columns.Marks);
        _ = Put(rest, text);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BodyCrcAt..], Crc32C.Of(octets.AsSpan(HeaderLength)));
        BinaryPrimitives.WriteUInt32LittleEndian(header[HeaderCrcAt..], Crc32C.Of(header[..HeaderCrcAt]));
        return octets;
    }

    /// <summary>True when these can be the sizes of a message.</summary>
    public static bool ArePossible(long fileSize, long wireOctets) =>
        fileSize is >= 0 and <= MaxSize && wireOctets >= fileSize && wireOctets <= (2 * fileSize) + 2;

    private static string? HeadFault(ReadOnlySpan<byte> start, long fileLength)
    {
        if (start.Length < HeaderLength || !Begins(start))
        {
            return "it does not begin as one of this version";
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(start[HeaderCrcAt..]) != Crc32C.Of(start[..HeaderCrcAt]))
        {
            return "its header's checksum is wrong";
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(start[CountAt..]);
        var text = BinaryPrimitives.ReadInt32LittleEndian(start[TextLengthAt..]);
        return count < 0 || text < 0 || HeaderLength + ((long)count * RowLength) + text != fileLength ? "it has not the length of its entries" : null;
    }

    private static IndexColumns ReadColumns(byte[] content, int count)
    {
        var at = HeaderLength;
        var wire = Longs();
        var file = Longs();
        return new IndexColumns(wire, file, Bytes(), Bytes(), Bytes(), content, at, new int[count], new int[count]);

        long[] Longs()
        {
            var column = GC.AllocateUninitializedArray<long>(count);
            content.AsSpan(at, count * sizeof(long)).CopyTo(MemoryMarshal.AsBytes(column.AsSpan()));
            at += count * sizeof(long);
            return column;
        }

        byte[] Bytes()
        {
            var column = content.AsSpan(at, count).ToArray();
            at += count;
            return column;
        }
    }

    /// <summary>Looks at every row, and notes where its name and its unique-id begin.</summary>
    /// <returns>The first row that is not a possible one; the count of rows, where only their sums are not; or null.</returns>
    private static int? FirstFault(IndexColumns columns, ReadOnlySpan<byte> text, long wanted)
    {
        if (text.ContainsAny((byte)'/', (byte)0))
        {
            // No file name: it could lead out of its folder.
            return 0;
        }

        // Nearly all maildrops have nothing else in their names; then no unique-id needs to be looked at by itself.
        var allPrintable = text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
        var at = 0;
        var total = 0L;
        for (var row = 0; row < columns.Count; row++)
        {
            int nameLength = columns.NameLengths[row], idLength = columns.IdLengths[row], marks = columns.Marks[row];
            var apart = (marks & IndexColumns.IdApart) != 0;
            var end = at + nameLength + (apart ? idLength : 0);
            if (nameLength == 0 || end > text.Length || idLength is 0 or > UniqueId.MaxLength || (!apart && idLength > nameLength)
                || text[at] == '.' || (marks & ~IndexColumns.AllMarks) != 0 || !ArePossible(columns.FileSizes[row], columns.Octets[row])
                || (total += columns.Octets[row]) < 0)
            {
                return row;
            }

            var id = apart ? at + nameLength : at;
            if (!allPrintable && !UniqueId.IsLegal(text.Slice(id, idLength)))
            {
                return row;
            }

            columns.Names[row] = columns.TextAt + at;
            columns.Ids[row] = columns.TextAt + id;
            at = end;
        }

        return at == text.Length && total == wanted ? null : columns.Count;
    }

    private static Span<byte> Put(Span<byte> rest, ReadOnlySpan<byte> column)
    {
        column.CopyTo(rest);
        return rest[column.Length..];
    }

    private static FolderTime ReadTime(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadInt64LittleEndian(octets[8..]), BinaryPrimitives.ReadInt64LittleEndian(octets[16..]));

    private static void WriteTime(Span<byte> octets, FolderTime time)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(octets, time.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(octets[8..], time.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(octets[16..], time.Changed);
    }
}
