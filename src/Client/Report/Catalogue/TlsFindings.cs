namespace Restante.Client.Report.Catalogue;

/// <summary>Encryption: the port's, STLS, and certificates.</summary>
public static class TlsFindings
{
    public static readonly FindingKind TlsExpected = new("tls-expected", Severity.Error,
        "the port wants TLS at once",
        "Plain text was spoken to a port that waits for a TLS handshake. A mail program set to no encryption or to STARTTLS hangs here for minutes.",
        "Set the mail program to TLS (\"SSL/TLS\"); on the server, port 110 should speak plain text with STLS, port 995 TLS.",
        "RFC 8314 §3.1");

    public static readonly FindingKind TlsNotExpected = new("tls-not-expected", Severity.Error,
        "the port speaks plain text",
        "A TLS handshake was sent to a port that speaks plain text. A mail program set to SSL/TLS fails here, often after a long silence.",
        "Set the mail program to STARTTLS or to the TLS port; on the server, switch TLS on for this listener (a balancer in front must end TLS or pass it on).",
        "RFC 8314 §3.1");

    public static readonly FindingKind HandshakeFailed = new("tls-handshake-failed", Severity.Error,
        "the TLS handshake fails",
        "The server begins TLS and does not come to an agreement with a current client: no common version or cipher, a missing or unreadable certificate or key, or a client certificate that it insists on.",
        "The server's log says which; check its certificate and key files and its TLS settings.",
        "RFC 8446 §4.1");

    public static readonly FindingKind VersionOld = new("tls-version-old", Severity.Error,
        "the server speaks old TLS only",
        "It has no version from 1.2 on, and versions 1.0 and 1.1 are switched off in current programs and systems (RFC 8996): they end with an unhelpful \"handshake failure\".",
        "Allow TLS 1.2 and 1.3 in the server's settings; a program or library that has neither is too old to be reachable by anybody.",
        "RFC 8996 §5");

    public static readonly FindingKind StlsMissing = new("stls-missing", Severity.Warning,
        "this port has no TLS",
        "The server does not offer STLS: passwords and mail cross the network in clear text, and programs set to STARTTLS cannot log in.",
        "Give the server a certificate and switch TLS on; or close this port to the network and leave only port 995.",
        "RFC 2595 §4");

    public static readonly FindingKind StlsPromisedButFails = new("stls-promised-but-fails", Severity.Error,
        "STLS is promised and fails",
        "CAPA announces STLS, and there is no TLS when it is asked for: programs that use STARTTLS whenever it is offered cannot fetch mail at all.",
        "The server's log says why: usually a certificate or key file that is missing or not readable for it. Mend that, or stop announcing STLS.",
        "RFC 2595 §4");

    public static readonly FindingKind StlsInjection = new("stls-injection", Severity.Error,
        "plain text behind STLS is run inside TLS",
        "What somebody on the way appends to a client's STLS in plain text is carried out as if it had come encrypted from the client: after a login it can be made to act in the client's name (CVE-2011-0411 and its kin).",
        "Update the server: it must drop what it received before the handshake, or close.",
        "RFC 2595 §4, RFC 3207 §6");

    public static readonly FindingKind StlsReplyInjection = new("stls-reply-injection", Severity.Error,
        "the server says more after STLS before the handshake",
        "Behind the answer to STLS came plain text. Old clients take it for the answer to their first encrypted command; current ones (curl, fetchmail, mpop) end the connection for it. The server sends it by mistake, or somebody on the way puts it in: these cannot be told apart from here.",
        "Compare with a connection made on the server's own machine. If it is there too, update the server: nothing may follow the +OK.",
        "RFC 2595 §4, CVE-2021-38371");

    public static readonly FindingKind StlsStripped = new("stls-stripped", Severity.Error,
        "something on the way takes STLS out",
        "Where STLS should stand, something else does: a firewall's \"inspection\" or an attacker changes the session so that it stays in clear text and can be read.",
        "Switch off the inspection of POP3 on the firewall (Cisco: `no inspect pop3` or `no fixup protocol pop3`; an antivirus program: its mail shield), or use port 995. Set mail programs to require TLS, not to use it \"if available\".",
        "RFC 2595 §8");

    public static readonly IReadOnlyList<FindingKind> All =
    [
        TlsExpected, TlsNotExpected, HandshakeFailed, VersionOld,
        StlsMissing, StlsPromisedButFails, StlsInjection, StlsReplyInjection, StlsStripped,
    ];
}
