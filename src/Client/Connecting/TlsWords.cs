using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using Restante.Client.Certificates;

namespace Restante.Client.Connecting;

/// <summary>An encrypted connection in words: what was agreed upon, and the certificate.</summary>
public static class TlsWords
{
    public static string Version(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLSv1.3",
        SslProtocols.Tls12 => "TLSv1.2",
        var other => other.ToString(),
    };

    /// <summary>One line: version and cipher.</summary>
    public static string Short(Opened opened) => opened.Established is { } tls
        ? $"{Version(tls.Stream.SslProtocol)}, {tls.Stream.NegotiatedCipherSuite}"
        : "not encrypted";

    /// <summary>All of it, a line each: what, and its value.</summary>
    /// <param name="faults">Of the certificate.</param>
    public static IReadOnlyList<(string Name, string Value)> Lines(Opened opened, IReadOnlyList<string> faults)
    {
        if (opened.Established is not { } tls)
        {
            return [("encryption", "none")];
        }

        var certificate = tls.Certificate;
        var term = CertificateTerm.Of(certificate);
        List<(string, string)> lines =
        [
            ("encryption", $"{Version(tls.Stream.SslProtocol)}, {tls.Stream.NegotiatedCipherSuite}, {(opened.Stls is null ? "from the first octet" : "by STLS")}"),
            ("certificate", CertificateWords.Subject(certificate)),
            ("for", CertificateWords.Names(certificate)),
            ("issued by", CertificateWords.Issuer(certificate)),
            ("valid", $"from {CertificateWords.Date(term.Begins)} to {CertificateWords.Date(term.Ends)}"),
            ("serial", CertificateWords.Serial(certificate)),
            ("SHA-256", Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256))),
            ("chain", string.Create(CultureInfo.InvariantCulture, $"{tls.Chain.Count} sent: {string.Join(" < ", tls.Chain.Select(CertificateWords.Subject))}")),
            .. faults.Select(f => ("trust", f)),
        ];
        return faults.Count > 0 ? lines : [.. lines, ("trust", "the certificate proves the server")];
    }
}
