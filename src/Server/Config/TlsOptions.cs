using System.Security.Authentication;

namespace Restante.Server.Config;

/// <summary>The certificate, watched and reloaded without a restart.</summary>
public sealed record TlsOptions
{
    /// <summary>PEM: the certificate first, then what links it to its root.</summary>
    public required string Certificate { get; init; }

    /// <summary>PEM; may be the same file.</summary>
    public required string Key { get; init; }

    /// <summary>Pairs for other names. Which of them a client gets goes by the name it asks for; else the one above.</summary>
    public IReadOnlyList<CertificateFiles> More { get; init; } = [];

    /// <summary>The oldest version spoken.</summary>
    public TlsMinimum Minimum { get; init; } = TlsMinimum.Tls12;

    /// <summary>PEM: who may have issued the certificates of clients, which are then asked for; empty for not asking.</summary>
    public string ClientCa { get; init; } = "";

    /// <summary>What in such a certificate names the user.</summary>
    public ClientNameSource ClientName { get; init; }

    /// <summary>True when the configuration names no files: the server then makes a certificate of its own, once.</summary>
    public bool SelfSigned { get; init; }

    /// <summary>What the handshake may negotiate.</summary>
    public SslProtocols Protocols => Minimum == TlsMinimum.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    public static TlsOptions Below(string dataDirectory) => new()
    {
        Certificate = Path.Combine(dataDirectory, "tls", "certificate.pem"),
        Key = Path.Combine(dataDirectory, "tls", "key.pem"),
        SelfSigned = true,
    };
}

/// <param name="Certificate">PEM: the certificate first, then what links it to its root.</param>
/// <param name="Key">PEM; may be the same file.</param>
public sealed record CertificateFiles(string Certificate, string Key);

public enum TlsMinimum
{
    Tls12,
    Tls13,
}

public enum ClientNameSource
{
    /// <summary>rfc822Name in subjectAltName.</summary>
    Email,

    /// <summary>The subject's common name.</summary>
    CommonName,
}
