using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>A user whose logins are refused, three times or more.</summary>
internal sealed class LoginFailures : IFinding
{
    private const int Enough = 3;

    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "login-failures";

    public bool Look(Session session)
    {
        if (session.User is null)
        {
            return false;
        }

        if (session.Login == Login.Ok && _seen.Find(session.User) is { } known)
        {
            known.Good = true;
        }

        if (session.FailedLogins == 0 && session.Login != Login.Failed)
        {
            return false;
        }

        var seen = _seen[session.User];
        seen.Failures += Math.Max(1, session.FailedLogins);
        seen.Address = session.Address;
        seen.Good |= session.Login == Login.Ok;
        seen.Count(session);
        return seen.Failures >= Enough;
    }

    public IEnumerable<Found> Found() => _seen.All.Where(e => e.Value.Failures >= Enough).Select(e => new Found(
        Code, e.Key, e.Value.Sessions,
        $"{Words.Count(e.Value.Failures, "refused login")}, the last from {e.Value.Address ?? "an unknown address"}; {(e.Value.Good ? "others were good" : "none was good")}",
        e.Value.Good ? "The user has a second device with an old password, or somebody else tries." : "A wrong password or name in a client, or somebody who guesses.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public long Failures;
        public string? Address;
        public bool Good;
    }
}
