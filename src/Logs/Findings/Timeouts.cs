using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>Sessions that the server ended since nothing came any more.</summary>
internal sealed class Timeouts : IFinding
{
    private readonly CappedTable<Client, Seen> _seen = new();

    public string Code => "timeouts";

    public bool Look(Session session)
    {
        if (session.Ended != Ended.Timeout)
        {
            return false;
        }

        var seen = _seen[new Client(session.User, session.Address)];
        seen.Count(session);
        seen.LoggedIn |= session.Login == Login.Ok;
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key.ToString(), e.Value.Sessions,
        $"{Words.Count(e.Value.Sessions, "session")} fell silent and the server ended {(e.Value.Sessions == 1 ? "it" : "them")}",
        e.Value.LoggedIn ? "The connection died without a word (sleep, a lost network, a firewall that forgets), or a person typed. What was marked is not removed." : "Nobody logged in: a port scan, a probe, or a client that waits for TLS on the port without.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public bool LoggedIn;
    }
}
