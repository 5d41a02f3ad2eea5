using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>SSL, TLS 1.0 and 1.1: deprecated by RFC 8996.</summary>
internal sealed class OldTls : IFinding
{
    private readonly CappedTable<Client, Seen> _seen = new();

    public string Code => "old-tls";

    public bool Look(Session session)
    {
        if (session.Tls is not { } tls || !IsOld(tls))
        {
            return false;
        }

        var seen = _seen[Client.Of(session)];
        seen.Count(session);
        seen.Version = tls;
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key.ToString(), e.Value.Sessions,
        $"{Words.Count(e.Value.Sessions, "session")} used {e.Value.Version}",
        "SSL, TLS 1.0 and TLS 1.1 are broken (RFC 8996). Renew the client; then let the server refuse them.",
        e.Value.Evidence));

    private static bool IsOld(string tls) =>
        tls.StartsWith("SSL", StringComparison.OrdinalIgnoreCase)
        || tls.ToUpperInvariant() is "TLSV1" or "TLSV1.0" or "TLSV1.1" or "TLS1" or "TLS1.0" or "TLS1.1" or "TLS10" or "TLS11";

    private sealed class Seen : Tally
    {
        public string Version = "";
    }
}
