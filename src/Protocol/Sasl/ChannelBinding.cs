using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Restante.Protocol.Sasl;

/// <summary>What ties an exchange to the TLS connection it runs in: octets that both ends know and nobody between them does.</summary>
/// <param name="Type">IANA's name of the type.</param>
/// <param name="Octets">The binding.</param>
public sealed record ChannelBinding(string Type, ReadOnlyMemory<byte> Octets)
{
    /// <summary>RFC 9266: keying material exported from TLS 1.3. No API of .NET exports it.</summary>
    public const string Exporter = "tls-exporter";

    /// <summary>RFC 5929 §4: a digest of the server's certificate.</summary>
    public const string ServerEndPointType = "tls-server-end-point";

    /// <summary>Null for a certificate whose signature names no single hash: the RFC leaves those undefined.</summary>
    public static ChannelBinding? ServerEndPoint(X509Certificate2 certificate) =>
        HashOf(certificate.SignatureAlgorithm.Value) is { } hash
            ? new ChannelBinding(ServerEndPointType, CryptographicOperations.HashData(hash, certificate.RawDataMemory.Span))
            : null;

    // The hash of the certificate's signature, with SHA-256 in the place of MD5 and SHA-1.
    private static HashAlgorithmName? HashOf(string? signature) => signature switch
    {
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
