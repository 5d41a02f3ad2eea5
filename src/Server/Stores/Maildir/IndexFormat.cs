using System.Buffers.Binary;
using System.Numerics;
using Restante.Protocol.Pop3;
using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// The index's octets. All numbers are little-endian:
/// <code>
/// "RESTIDX" 0x01          magic and version
/// u32 count, u32 zero
/// i64 new/, i64 cur/      the folders' times at the listing, in nanoseconds
/// count times: i64 file size, i64 wire octets, u8 flags, u8 id length, u16 key length, key, id
/// u32 CRC-32C             of all before
/// </code>
/// An id of length 0 is the key's stem. The mailbox's owner may be able to write this file, so nothing in it is
/// trusted: reading either takes everything or nothing.
/// </summary>
internal static class IndexFormat
{
    private const int CountAt = 8;
    private const int TimesAt = 16;
    private const int HeaderLength = 32;
    private const int EntryLength = 20;
    private const int CrcLength = 4;
    /// <summary>"cur/" and a file name.</summary>
    private const int MaxKeyLength = 4 + FileName.MaxLength;
    /// <summary>4 TiB: no message, and a million of them do not overflow a total.</summary>
    private const long MaxSize = 1L << 42;
    private const MessageFlags AllFlags = MessageFlags.WireReady | MessageFlags.Believed | MessageFlags.Unmeasured;

    private static ReadOnlySpan<byte> Magic => "RESTIDX\u0001"u8;

    /// <param name="content">The whole file; belongs to the result from now on.</param>
    /// <param name="length">The octets of it that were read.</param>
    /// <param name="fault">What is wrong, for the log, when the result is null.</param>
    public static KnownMessages? Read(byte[] content, int length, out string? fault)
    {
        var octets = content.AsSpan(0, length);
        fault = FrameFault(octets);
        if (fault is not null)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(octets[CountAt..]);
        var known = new KnownMessages(new ByteArena(content, length), count);
        var at = HeaderLength;
        var end = length - CrcLength;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadEntry(octets[..end], ref at, out var record) || !known.TryAdd(record))
            {
                fault = $"entry {i} is not a possible one";
                return null;
            }
        }

        fault = at == end ? null : "there is more than its entries";
        return fault is null ? known : null;
    }

    public static byte[] Write(KnownMessages known, IReadOnlyList<int> records, long newTime, long curTime)
    {
        var length = HeaderLength + CrcLength;
        foreach (var record in records)
        {
            length = checked(length + EntryLength + known.Key(record).Length + WrittenId(known, record).Length);
        }

        var octets = new byte[length];
        Magic.CopyTo(octets);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(CountAt), records.Count);
        BinaryPrimitives.WriteInt64LittleEndian(octets.AsSpan(TimesAt), newTime);
        BinaryPrimitives.WriteInt64LittleEndian(octets.AsSpan(TimesAt + 8), curTime);
        var rest = octets.AsSpan(HeaderLength);
        foreach (var record in records)
        {
            rest = WriteEntry(rest, known[record].Sizes, known.Key(record), WrittenId(known, record));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32C(octets.AsSpan(0, length - CrcLength)));
        return octets;
    }

    private static string? FrameFault(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < HeaderLength + CrcLength || !octets.StartsWith(Magic))
        {
            return "it does not begin as one of this version";
        }

        var body = octets[..^CrcLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(octets[^CrcLength..]) != Crc32C(body))
        {
            return "its checksum is wrong";
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(octets[CountAt..]);
        return count > (body.Length - HeaderLength) / EntryLength ? "it is too short for its entries" : null;
    }

    private static bool TryReadEntry(ReadOnlySpan<byte> octets, ref int at, out MessageRecord record)
    {
        record = default;
        if (octets.Length - at < EntryLength)
        {
            return false;
        }

        var entry = octets[at..];
        var fileSize = BinaryPrimitives.ReadInt64LittleEndian(entry);
        var wireOctets = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
        var flags = (MessageFlags)entry[16];
        int idLength = entry[17];
        int keyLength = BinaryPrimitives.ReadUInt16LittleEndian(entry[18..]);
        if ((flags & ~AllFlags) != MessageFlags.None || keyLength is 0 or > MaxKeyLength || entry.Length - EntryLength < keyLength + idLength
            || !ArePossible(fileSize, wireOctets))
        {
            return false;
        }

        var key = new Slice(at + EntryLength, keyLength);
        var stem = MessageFileName.Stem(octets.Slice(key.Start, key.Length));
        var id = idLength == 0 ? key with { Length = stem.Length } : new Slice(key.Start + keyLength, idLength);
        record = new MessageRecord(key, id, new Measurement(fileSize, wireOctets, flags));
        at = key.Start + keyLength + idLength;
        return UniqueId.IsLegal(octets.Slice(id.Start, id.Length));
    }

    private static bool ArePossible(long fileSize, long wireOctets) =>
        fileSize is >= 0 and <= MaxSize && wireOctets >= fileSize && wireOctets <= (2 * fileSize) + 2;

    private static ReadOnlySpan<byte> WrittenId(KnownMessages known, int record)
    {
        var id = known.Id(record);
        return id.SequenceEqual(MessageFileName.Stem(known.Key(record))) ? default : id;
    }

    private static Span<byte> WriteEntry(Span<byte> rest, Measurement sizes, ReadOnlySpan<byte> key, ReadOnlySpan<byte> id)
    {
        BinaryPrimitives.WriteInt64LittleEndian(rest, sizes.FileSize);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], sizes.Octets);
        rest[16] = (byte)sizes.Flags;
        rest[17] = (byte)id.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(rest[18..], (ushort)key.Length);
        key.CopyTo(rest[EntryLength..]);
        id.CopyTo(rest[(EntryLength + key.Length)..]);
        return rest[(EntryLength + key.Length + id.Length)..];
    }

    private static uint Crc32C(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        }

        foreach (var octet in octets)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return ~crc;
    }
}
