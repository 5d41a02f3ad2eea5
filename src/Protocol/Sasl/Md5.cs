using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Restante.Protocol.Sasl;

/// <summary>MD5 for the three mechanisms that are made of it, and for nothing else.</summary>
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms",
    Justification = "APOP, CRAM-MD5 and DIGEST-MD5 are defined by it; they are off unless the operator names them")]
internal static class Md5
{
    public const int Length = MD5.HashSizeInBytes;

    public static byte[] Hash(ReadOnlySpan<byte> octets) => MD5.HashData(octets);

    public static byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets) => HMACMD5.HashData(key, octets);

    /// <summary>As all three of them write it.</summary>
    public static string Hex(ReadOnlySpan<byte> digest) => Convert.ToHexStringLower(digest);

    /// <summary>True when the text is this digest in hexadecimal. The time does not tell how much of it is right.</summary>
    public static bool IsHexOf(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> text)
    {
        Span<byte> given = stackalloc byte[Length];
        return Convert.FromHexString(text, given, out var read, out var written) == System.Buffers.OperationStatus.Done
            && read == text.Length && written == Length
            && CryptographicOperations.FixedTimeEquals(digest, given);
    }
}
