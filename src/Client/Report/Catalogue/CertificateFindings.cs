namespace Restante.Client.Report.Catalogue;

/// <summary>The certificate that the server shows, and its chain.</summary>
public static class CertificateFindings
{
    private const string Renewal =
        "Renew it. Where it was renewed already the server may still serve the old one, which it read when it started: reload the server, and see that all machines and ports have the new file.";

    public static readonly FindingKind Expired = new("certificate-expired", Severity.Error,
        "the certificate has expired",
        "Mail programs refuse to fetch mail, or ask people to accept a certificate that nobody vouches for any more.",
        Renewal,
        "RFC 5280 §4.1.2.5");

    public static readonly FindingKind NotYetValid = new("certificate-not-yet-valid", Severity.Error,
        "the certificate is not valid yet",
        "Its first day is in the future: mail programs refuse it until then. Either it was put in too early, or the clock of the machine that issued it, or of this one, is wrong.",
        "Compare the clocks; serve the former certificate until the new one begins.",
        "RFC 5280 §4.1.2.5");

    public static readonly FindingKind ExpiresSoon = new("certificate-expires-soon", Severity.Warning,
        "the certificate expires soon",
        "Automatic renewal should have replaced it by now. From its last day on mail programs refuse the server.",
        Renewal,
        "RFC 5280 §4.1.2.5");

    public static readonly FindingKind NameMismatch = new("certificate-name-mismatch", Severity.Error,
        "the certificate is for another name",
        "Mail programs compare the server's name in their settings with the names in the certificate, and refuse or warn where it is not among them.",
        "Use a name that is in the certificate, or have one issued that contains this name too.",
        "RFC 6125 §6");

    public static readonly FindingKind Untrusted = new("certificate-untrusted", Severity.Error,
        "nobody who is trusted vouches for the certificate",
        "Mail programs cannot tell this server from somebody who pretends to be it: they refuse, or ask people to accept it unseen.",
        "Have a certificate issued by an authority that programs know, which costs nothing by ACME; where the issuer is your own, install its root on the clients, and give it here by --ca FILE.",
        "RFC 5280 §6");

    public static readonly FindingKind ChainIncomplete = new("certificate-chain-incomplete", Severity.Error,
        "the certificate's chain is not complete",
        "The server does not send the intermediate certificate that connects its own with a root. Some programs find it elsewhere, others (Thunderbird, phones, scripts) refuse: it works for one person and not for another.",
        "Serve the whole chain: the file of the certificate holds the server's first and the intermediates behind it (\"fullchain.pem\"); then reload the server.",
        "RFC 8446 §4.4.2");

    public static readonly IReadOnlyList<FindingKind> All = [Expired, NotYetValid, ExpiresSoon, NameMismatch, Untrusted, ChainIncomplete];
}
