using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A client whose sessions keep ending in the same RETR: it never gets past that message.</summary>
internal sealed class StuckMessage : IFinding
{
    private const int Enough = 3;

    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "stuck-message";

    public bool Look(Session session)
    {
        if (session.Login != Login.Ok)
        {
            return false;
        }

        var key = Words.User(session);
        if (session.Ended is not (Ended.Dropped or Ended.Timeout or Ended.Server) || Place(session) is not { } place || session.Removed > 0)
        {
            // It got through.
            if (session.Ended == Ended.Quit && session.Retr?.Count > 0 && _seen.Find(key) is { } past)
            {
                past.Run = 0;
            }

            return false;
        }

        var seen = _seen[key];
        seen.Run = seen.Place == place ? seen.Run + 1 : 1;
        (seen.Place, seen.Octets) = (place, session.Interrupted?.Octets ?? seen.Octets);
        if (seen.Run >= Enough)
        {
            seen.Worst = Math.Max(seen.Worst, seen.Run);
        }

        seen.Count(session);
        return seen.Run >= Enough;
    }

    public IEnumerable<Found> Found() => _seen.All.Where(e => e.Value.Worst >= Enough).Select(e => new Found(
        Code, e.Key, e.Value.Worst,
        e.Value.Place.Exact
            ? $"{Words.Count(e.Value.Worst, "session")} in a row ended while message {e.Value.Place.Number} was sent" + (e.Value.Octets is { } octets ? $" ({Words.Octets(octets)})" : "")
            : $"{Words.Count(e.Value.Worst, "session")} in a row ended after RETR number {e.Value.Place.Number} of the session, with {Words.Count(e.Value.Place.Messages, "message")} in the maildrop",
        "The client or something between (an antivirus proxy, a firewall) breaks off at this message. Fetch it with another client, or move it out of the maildrop.",
        e.Value.Evidence));

    // The message that was being sent; where the log counts only, how many were fetched of how many.
    private static Stuck? Place(Session session) =>
        session.Interrupted is { } at ? new Stuck(at.Number, session.Maildrop?.Count ?? 0, true)
        : session.Retr?.Count is > 0 and var count && session.Maildrop?.Count is { } all ? new Stuck(count, all, false)
        : null;

    private readonly record struct Stuck(long Number, long Messages, bool Exact);

    private sealed class Seen : Tally
    {
        public Stuck Place;
        public long Run, Worst;
        public long? Octets;
    }
}
