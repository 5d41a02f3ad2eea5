using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A TLS handshake that failed, with the alert in words.</summary>
internal sealed class TlsFailure : IFinding
{
    // What OpenSSL, GnuTLS and .NET say, in parts; the first that fits.
    private static readonly (string Part, string Words)[] Alerts =
    [
        ("unknown ca", "The client does not trust who signed the certificate: a missing intermediate certificate, a self-signed one, or an antivirus program between."),
        ("certificate expired", "The client says that the certificate has expired; or its own clock is wrong."),
        ("certificate unknown", "The client refuses the certificate: another name than it asked for, a self-signed one, or one that a person did not accept."),
        ("bad certificate", "The client refuses the certificate: another name than it asked for, or a chain that it cannot check."),
        ("certificate revoked", "The client says that the certificate was revoked."),
        ("unsupported protocol", "The client speaks only versions of TLS that the server refuses: an old mail program or an old system."),
        ("protocol version", "The other side refuses the version of TLS: an old mail program or an old system."),
        ("version too low", "The client speaks only versions of TLS that the server refuses: an old mail program or an old system."),
        ("no shared cipher", "Client and server have no cipher in common: an old mail program, or a certificate whose key it cannot use."),
        ("handshake failure", "Client and server have no version or cipher in common: an old mail program, or a certificate whose key it cannot use."),
        ("wrong version number", "No TLS was spoken at all on a port that is TLS from the first octet: set the client to SSL/TLS, or to the other port."),
        ("http request", "A web browser or a scanner on a TLS port."),
        ("unknown protocol", "No TLS was spoken at all on a port that is TLS from the first octet: set the client to SSL/TLS, or to the other port."),
        ("unrecognized name", "The client asked for a server name that the server does not have."),
        ("does not trust", "The client does not trust who signed the certificate: a missing intermediate certificate, a self-signed one, or an antivirus program between."),
        ("old versions of TLS", "The client speaks only versions of TLS that the server refuses: an old mail program or an old system."),
        ("does not speak TLS", "No TLS was spoken at all on a port that is TLS from the first octet: set the client to SSL/TLS, or to the other port."),
        ("frame size", "No TLS was spoken at all on a port that is TLS from the first octet."),
    ];

    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "tls-failure";

    public bool Look(Session session)
    {
        if (session.Ended != Ended.TlsFailed)
        {
            return false;
        }

        var seen = _seen[session.Address ?? Words.User(session)];
        seen.Count(session);
        seen.Reason = session.Reason ?? seen.Reason;
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key, e.Value.Sessions,
        $"{Words.Count(e.Value.Sessions, "TLS handshake")} failed" + (e.Value.Reason is null ? "" : $", the last with: {e.Value.Reason}"),
        InWords(e.Value.Reason),
        e.Value.Evidence));

    private static string InWords(string? reason)
    {
        foreach (var (part, words) in Alerts)
        {
            if (reason?.Contains(part, StringComparison.OrdinalIgnoreCase) == true)
            {
                return words;
            }
        }

        return "The client went away in the middle, or could not agree with the server; scanners do this all day.";
    }

    private sealed class Seen : Tally
    {
        public string? Reason;
    }
}
