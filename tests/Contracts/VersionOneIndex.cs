using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Restante.Contracts;

/// <summary>Makes indexes as the first version of them was written.</summary>
internal static class VersionOneIndex
{
    /// <param name="messages">Key, unique-id (empty: the key's stem) and octets of each.</param>
    public static byte[] Of(params (string Key, string Id, long Octets)[] messages)
    {
        var file = new MemoryStream();
        file.Write("RESTIDX\u0001"u8);
        file.Write(Number(messages.Length, 8));
        file.Write(Number(1, 8));
        file.Write(Number(2, 8));
        foreach (var (key, id, octets) in messages)
        {
            file.Write(Number(octets, 8));
            file.Write(Number(octets, 8));
            file.Write([0, (byte)id.Length]);
            file.Write(Number(key.Length, 2));
            file.Write(Encoding.Latin1.GetBytes(key + id));
        }

        return Sealed([.. file.ToArray(), 0, 0, 0, 0]);
    }

    /// <summary>The same with a right checksum.</summary>
    public static byte[] Sealed(byte[] index)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(index.AsSpan(index.Length - 4), Checksum(index.AsSpan(0, index.Length - 4)));
        return index;
    }

    /// <summary>CRC-32C, octet by octet.</summary>
    public static uint Checksum(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        foreach (var octet in octets)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return ~crc;
    }

    private static byte[] Number(long value, int length)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(octets, value);
        return octets[..length];
    }
}
