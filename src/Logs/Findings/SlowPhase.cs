using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A reply that was five seconds or more in coming. Only formats that show commands and times tell.</summary>
internal sealed class SlowPhase : IFinding
{
    private const double Slow = 5;

    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "slow-phase";

    public bool Look(Session session)
    {
        if (session.Slowest is not { Seconds: >= Slow } slowest)
        {
            return false;
        }

        var seen = _seen[Words.User(session)];
        seen.Count(session);
        if (slowest.Seconds > seen.Seconds)
        {
            (seen.What, seen.Seconds) = (slowest.What, slowest.Seconds);
        }

        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Select(e => new Found(
        Code, e.Key, e.Value.Sessions,
        $"{e.Value.What} took {Words.Seconds(e.Value.Seconds)}" + (e.Value.Sessions > 1 ? $"; {Words.Count(e.Value.Sessions, "session")} had such a wait" : ""),
        e.Value.What switch
        {
            "RETR" or "TOP" => "A big message, a slow line, or a client that reads slowly.",
            "PASS" or "AUTH" or "APOP" => "The server opens and lists the maildrop at login, or it slows guesses down. A big maildrop or a slow source of users.",
            "QUIT" => "The server removes what was marked before it answers.",
            _ => "The server was slow to answer: load, or a slow disk.",
        },
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public string What = "";
        public double Seconds;
    }
}
