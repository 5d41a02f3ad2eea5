using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Restante.Client.Wire;

namespace Restante.Client.Connecting;

/// <summary>
/// Asks a server for TLS as clients did ten years ago, which no library here will: to tell "speaks only what is switched
/// off everywhere" (RFC 8996) from other failures of a handshake. The handshake goes no further than the first answer.
/// </summary>
public static class OldTls
{
    private const byte HandshakeRecord = 0x16;
    private const byte AlertRecord = 0x15;
    private const byte ServerHello = 2;
    private const byte ProtocolVersionAlert = 70;
    private const int Tls12 = 0x0303;

    // What servers of old share with each other: RSA, ECDHE and DHE with AES-CBC, 3DES and RC4.
    private static readonly ushort[] Ciphers = [0xC013, 0xC014, 0xC009, 0xC00A, 0x0033, 0x0039, 0x002F, 0x0035, 0x000A, 0x0005, 0x0004, 0x00FF];

    /// <summary>The version that an answer's first octets name, where it is older than 1.2; null where it is not, or they name none.</summary>
    public static string? VersionOf(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 11 || answer[0] != HandshakeRecord || answer[5] != ServerHello)
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt16BigEndian(answer[9..]);
        return version switch
        {
            0x0300 => "SSL 3.0",
            0x0301 => "TLS 1.0",
            0x0302 => "TLS 1.1",
            _ => null,
        };
    }

    /// <summary>The answer is the alert that says "not these versions".</summary>
    public static bool IsVersionAlert(ReadOnlySpan<byte> answer) => answer.Length >= 7 && answer[0] == AlertRecord && answer[6] == ProtocolVersionAlert;

    /// <summary>Sends the old greeting on an open connection, which is of no use afterwards, and reads the answer's beginning.</summary>
    public static async Task<ReadOnlyMemory<byte>> AskAsync(Pop3Wire wire, string host, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        const int enough = 11;
        var answer = new List<byte>();
        var started = time.GetTimestamp();
        try
        {
            await wire.WriteAsync(Hello(IPAddress.TryParse(host, out _) || !Ascii.IsValid(host) ? "" : host), timeout, cancellation);
        }
        catch (Exception e) when (e is IOException or TimeoutException or ObjectDisposedException)
        {
            return default;
        }

        while (answer.Count < enough)
        {
            var (outcome, octets) = await wire.ReadSomeAsync(timeout - time.GetElapsedTime(started), cancellation);
            if (outcome != WireEvent.Line)
            {
                break;
            }

            answer.AddRange(octets.Span);
        }

        return answer.ToArray();
    }

    /// <summary>A ClientHello that offers TLS 1.2 at most (RFC 5246 §7.4.1.2).</summary>
    internal static byte[] Hello(string host)
    {
        byte[] body =
        [
            .. Number(Tls12), .. RandomNumberGenerator.GetBytes(32), 0,
            .. Sized(2, [.. Ciphers.SelectMany(c => Number(c))]), 1, 0,
            .. Sized(2, Extensions(host)),
        ];
        byte[] handshake = [1, .. Sized(3, body)];

        // The record's version is that of the first TLS: servers of old look at it.
        return [HandshakeRecord, 3, 1, .. Sized(2, handshake)];
    }

    private static byte[] Extensions(string host)
    {
        const ushort serverName = 0, groups = 10, pointFormats = 11, signatures = 13;
        byte[] name = host.Length == 0 ? [] : [.. Number(serverName), .. Sized(2, Sized(2, [0, .. Sized(2, Encoding.ASCII.GetBytes(host))]))];
        return
        [
            .. name,
            .. Number(groups), .. Sized(2, Sized(2, [0, 29, 0, 23, 0, 24, 0, 25])),
            .. Number(pointFormats), .. Sized(2, [1, 0]),
            .. Number(signatures), .. Sized(2, Sized(2, [4, 1, 5, 1, 6, 1, 4, 3, 5, 3, 2, 1, 2, 3])),
        ];
    }

    private static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Sized(int octets, byte[] content) =>
        [.. Enumerable.Range(1, octets).Select(i => (byte)(content.Length >> (8 * (octets - i)))), .. content];
}
