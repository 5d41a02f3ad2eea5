using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;

namespace Restante.Fuzz.Targets;

/// <summary>Writes PROXY headers of version 2, sound ones and others.</summary>
public static class ProxyOctets
{
    public static readonly byte[] Signature = [.. "\r\n\r\n\0\r\nQUIT\n"u8];

    /// <summary>The address block of TCP: source, destination, and their ports.</summary>
    public static byte[] Addresses(string source, string destination, ushort sourcePort, ushort destinationPort) =>
        [.. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(),
            (byte)(sourcePort >> 8), (byte)sourcePort, (byte)(destinationPort >> 8), (byte)destinationPort];

    public static byte[] Header(byte versionAndCommand, byte familyAndTransport, params IEnumerable<byte[]> parts)
    {
        var rest = parts.SelectMany(p => p).ToArray();
        return [.. Signature, versionAndCommand, familyAndTransport, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];
    }

    /// <summary>Type, length, value.</summary>
    public static byte[] Extension(byte type, params ReadOnlySpan<byte> value) => [type, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    public static byte[] Extension(byte type, string value) => Extension(type, Encoding.UTF8.GetBytes(value));

    /// <param name="flags">1: the client uses TLS; 2 and 4: it showed a certificate.</param>
    /// <param name="verify">0: it is verified.</param>
    /// <param name="inner">Extensions within.</param>
    public static byte[] Tls(byte flags, byte verify, params IEnumerable<byte[]> inner) =>
        Extension(0x20, [flags, 0, 0, 0, verify, .. inner.SelectMany(i => i)]);

    /// <summary>The header with a right checksum behind it.</summary>
    public static byte[] WithChecksum(byte[] header)
    {
        byte[] whole = [.. header, 3, 0, 4, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(14), (ushort)(whole.Length - 16));
        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(whole.Length - 4), ~whole.Aggregate(uint.MaxValue, BitOperations.Crc32C));
        return whole;
    }
}
