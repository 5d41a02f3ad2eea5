namespace Restante.Client.Report.Catalogue;

/// <summary>Encryption: the port's, STLS, and certificates.</summary>
public static class TlsFindings
{
    public static readonly FindingKind TlsExpected = new("tls-expected", Severity.Error,
        "the port wants TLS at once",
        "Plain text was spoken to a port that waits for a TLS handshake. A mail program set to no encryption or to STARTTLS hangs here for minutes.",
        "Set the mail program to TLS (\"SSL/TLS\"); on the server, port 110 should speak plain text with STLS, port 995 TLS.",
        "RFC 8314 §3.3");

    public static readonly FindingKind TlsNotExpected = new("tls-not-expected", Severity.Error,
        "the port speaks plain text",
        "A TLS handshake was sent to a port that speaks plain text. A mail program set to SSL/TLS fails here, often after a long silence.",
        "Set the mail program to STARTTLS or to the TLS port; on the server, switch TLS on for this listener (a balancer in front must end TLS or pass it on).",
        "RFC 8314 §3.3");

    public static readonly FindingKind HandshakeFailed = new("tls-handshake-failed", Severity.Error,
        "the TLS handshake fails",
        "The server begins TLS and does not come to an agreement with a current client: no common version or cipher, a missing or unreadable certificate or key, or a client certificate that it insists on.",
        "The server's log says which; check its certificate and key files and its TLS settings.",
        "RFC 8446 §4.1");

    public static readonly IReadOnlyList<FindingKind> All = [TlsExpected, TlsNotExpected, HandshakeFailed];
}
