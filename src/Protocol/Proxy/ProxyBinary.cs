using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Restante.Protocol.Proxy;

/// <summary>Version 2: a signature, a command, addresses, and what else there is to say as type, length, value (§2.2).</summary>
internal static class ProxyBinary
{
    /// <summary>Signature, version and command, family and transport, length of the rest.</summary>
    public const int FixedLength = 16;

    private const int VersionAndCommand = 12;
    private const int FamilyAndTransport = 13;

    private const byte Local = 0x20;
    private const byte Proxy = 0x21;

    private const byte TcpOverIPv4 = 0x11;
    private const byte TcpOverIPv6 = 0x21;

    /// <param name="whole">All of the header, its length as announced.</param>
    /// <param name="header">The header, when true is returned.</param>
    /// <param name="fault">What is wrong, when false is returned.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> whole, [NotNullWhen(true)] out ProxyHeader? header, [NotNullWhen(false)] out string? fault)
    {
        (header, fault) = (null, null);
        switch (whole[VersionAndCommand])
        {
            case Local:
                // The balancer speaks for itself; all that follows is to be skipped, whatever it is.
                header = new ProxyHeader(Client: null);
                return true;
            case Proxy:
                break;
            default:
                fault = $"version and command 0x{whole[VersionAndCommand]:x2} are not known";
                return false;
        }

        if (AddressLength(whole[FamilyAndTransport]) is not { } addresses)
        {
            fault = $"family and transport 0x{whole[FamilyAndTransport]:x2} are not known";
            return false;
        }

        if (whole.Length - FixedLength < addresses)
        {
            fault = "it is too short for its addresses";
            return false;
        }

        return ProxyExtensions.TryParse(whole, FixedLength + addresses, Client(whole), out header, out fault);
    }

    /// <summary>Octets that both addresses and ports take; null for what a receiver must refuse.</summary>
    private static int? AddressLength(byte familyAndTransport) => (familyAndTransport >> 4, familyAndTransport & 0x0F) switch
    {
        (_, > 2) => null,
        (0, _) => 0,
        (1, _) => 12,
        (2, _) => 36,
        (3, _) => 216,
        _ => null,
    };

    /// <summary>The address of a TCP client. Of any other combination "fall back to UNSPEC" is what the format asks.</summary>
    private static IPEndPoint? Client(ReadOnlySpan<byte> whole)
    {
        var addresses = whole[FixedLength..];
        return whole[FamilyAndTransport] switch
        {
            TcpOverIPv4 => new IPEndPoint(new IPAddress(addresses[..4]), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..])),
            TcpOverIPv6 => new IPEndPoint(new IPAddress(addresses[..16]), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..])),
            _ => null,
        };
    }
}
