using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>
/// Sessions that marked mail and never sent QUIT: nothing is removed (RFC 1939 §6). Where the log does not tell what was
/// marked, as Dovecot's does not without QUIT, sessions that fetched count.
/// </summary>
internal sealed class NoQuit : IFinding
{
    private readonly CappedTable<Client, Seen> _seen = new();

    public string Code => "no-quit";

    public bool Look(Session session)
    {
        if (session.Login != Login.Ok || session.Ended is Ended.Quit or Ended.Unfinished or Ended.Locked
            || !(session.Dele > 0 || (session.Dele is null && (session.Retr?.Count > 0 || session.Retr?.Octets > 0))))
        {
            return false;
        }

        var seen = _seen[Client.Of(session)];
        seen.Count(session);
        seen.Marked += session.Dele ?? 0;
        seen.Untold |= session.Dele is null;
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key.ToString(), e.Value.Sessions,
        e.Value.Untold
            ? $"{Words.Count(e.Value.Sessions, "session")} fetched mail and went away without QUIT; what they had marked, the log does not tell"
            : $"{Words.Count(e.Value.Sessions, "session")} marked {Words.Count(e.Value.Marked, "message")} to be deleted and went away without QUIT",
        "The mail is still there because only QUIT removes what is marked (RFC 1939 §6). Look for a time-out in the client or a firewall between, and for a message on which it breaks off.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public long Marked;
        public bool Untold;
    }
}
