using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A client that comes back within a minute, again and again.</summary>
internal sealed class PollsTooOften : IFinding
{
    private const int Run = 10;
    private static readonly long Minute = TimeSpan.TicksPerMinute;

    private readonly CappedTable<Client, Seen> _seen = new();

    public string Code => "polls-too-often";

    public bool Look(Session session)
    {
        if (session.Login != Login.Ok || !session.Start.IsKnown)
        {
            return false;
        }

        var seen = _seen[Client.Of(session)];
        var gap = session.Start.Instant - seen.Last;
        var quick = seen.Last != 0 && gap is >= 0 && gap < Minute;
        (seen.Length, seen.Sum) = quick ? (seen.Length + 1, seen.Sum + gap) : (0, 0);
        seen.Last = session.Start.Instant;
        if (seen.Length < Run)
        {
            return false;
        }

        seen.Every = seen.Sum / (double)seen.Length / TimeSpan.TicksPerSecond;
        seen.Count(session);
        return true;
    }

    public IEnumerable<Found> Found() => _seen.All.Where(e => e.Value.Sessions > 0).Select(e => new Found(
        Code, e.Key.ToString(), e.Value.Sessions + Run,
        $"{Words.Count(e.Value.Sessions + Run, "login")} in a row, one every {Words.Seconds(e.Value.Every)}",
        "Each login locks and lists the maildrop. Set the client to five minutes or more; LOGIN-DELAY (RFC 2449) tells those that listen.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public long Last, Length, Sum;
        public double Every;
    }
}
