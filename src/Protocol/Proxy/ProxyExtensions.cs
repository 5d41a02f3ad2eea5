using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Numerics;
using System.Text;

namespace Restante.Protocol.Proxy;

/// <summary>What stands behind the addresses of version 2: type, length, value, over and over (§2.2.1 to §2.2.6).</summary>
internal static class ProxyExtensions
{
    private const byte Checksum = 0x03;
    private const byte UniqueId = 0x05;
    private const byte Ssl = 0x20;
    private const byte SslVersion = 0x21;
    private const byte SslCommonName = 0x22;

    /// <summary>Type and length, before each value.</summary>
    private const int PrefixLength = 3;

    /// <summary>The client's flags and the result of the verification, before the extensions within <see cref="Ssl"/>.</summary>
    private const int SslPrefixLength = 5;

    private const byte ClientUsesTls = 0x01;
    private const byte ClientShowedCertificate = 0x02 | 0x04;

    /// <param name="whole">All of the header: its checksum covers all of it.</param>
    /// <param name="at">Where the extensions begin.</param>
    /// <param name="client">Whom the addresses before them name.</param>
    /// <param name="header">The header, when true is returned.</param>
    /// <param name="fault">What is wrong, when false is returned.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> whole, int at, IPEndPoint? client,
        [NotNullWhen(true)] out ProxyHeader? header, [NotNullWhen(false)] out string? fault)
    {
        (header, fault) = (null, null);
        var found = new ProxyHeader(client);
        while (at < whole.Length)
        {
            if (!TryTake(whole[at..], out var type, out var value))
            {
                fault = "an extension is longer than the header";
                return false;
            }

            at += PrefixLength + value.Length;
            switch (type)
            {
                case Checksum when !Matches(whole, at - value.Length, value):
                    fault = "its checksum is wrong";
                    return false;
                case UniqueId:
                    found = found with { ConnectionId = Encoding.UTF8.GetString(value) };
                    break;
                case Ssl:
                    if (!TryParseTls(value, out var tls))
                    {
                        fault = "what it says about TLS is cut short";
                        return false;
                    }

                    found = found with { Tls = tls };
                    break;
                default:
                    // Others, of vendors and of days to come, are skipped.
                    break;
            }
        }

        header = found;
        return true;
    }

    private static bool TryParseTls(ReadOnlySpan<byte> ssl, out ProxyTls? tls)
    {
        tls = null;
        if (ssl.Length < SslPrefixLength)
        {
            return false;
        }

        var (version, commonName) = ("TLS", (string?)null);
        for (var rest = ssl[SslPrefixLength..]; rest.Length > 0;)
        {
            if (!TryTake(rest, out var type, out var value))
            {
                return false;
            }

            rest = rest[(PrefixLength + value.Length)..];
            (version, commonName) = type switch
            {
                SslVersion => (Encoding.UTF8.GetString(value), commonName),
                SslCommonName => (version, Encoding.UTF8.GetString(value)),
                _ => (version, commonName),
            };
        }

        // Verified is zero (§2.2.6), and means something only where there is a certificate.
        var verified = (ssl[0] & ClientShowedCertificate) != 0 && BinaryPrimitives.ReadUInt32BigEndian(ssl[1..]) == 0;
        tls = (ssl[0] & ClientUsesTls) != 0 ? new ProxyTls(version, verified ? commonName : null) : null;
        return true;
    }

    private static bool TryTake(ReadOnlySpan<byte> from, out byte type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (from.Length < PrefixLength || from.Length - PrefixLength < BinaryPrimitives.ReadUInt16BigEndian(from[1..]))
        {
            return false;
        }

        type = from[0];
        value = from.Slice(PrefixLength, BinaryPrimitives.ReadUInt16BigEndian(from[1..]));
        return true;
    }

    /// <summary>CRC-32C over the whole header, its own four octets counted as zero.</summary>
    private static bool Matches(ReadOnlySpan<byte> whole, int at, ReadOnlySpan<byte> checksum)
    {
        if (checksum.Length != sizeof(uint))
        {
            return false;
        }

        var crc = uint.MaxValue;
        for (var i = 0; i < whole.Length; i++)
        {
            crc = BitOperations.Crc32C(crc, i >= at && i < at + sizeof(uint) ? (byte)0 : whole[i]);
        }

        return ~crc == BinaryPrimitives.ReadUInt32BigEndian(checksum);
    }
}
