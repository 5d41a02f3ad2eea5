using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>One address that is refused as many users.</summary>
internal sealed class Guessing : IFinding
{
    private const int Enough = 5;
    private const int MostNames = 100;

    private readonly CappedTable<string, Seen> _seen = new();

    public string Code => "guessing";

    public bool Look(Session session)
    {
        if (session.Address is null || session.User is null || session.Login != Login.Failed)
        {
            return false;
        }

        var seen = _seen[session.Address];
        if (seen.Users.Count < MostNames)
        {
            seen.Users.Add(session.User);
        }

        seen.Count(session);
        return seen.Users.Count >= Enough;
    }

    public IEnumerable<Found> Found() => _seen.All.Where(e => e.Value.Users.Count >= Enough).Select(e => new Found(
        Code, e.Key, e.Value.Sessions,
        $"refused as {(e.Value.Users.Count >= MostNames ? "a hundred or more" : e.Value.Users.Count.ToString())} different users: {string.Join(", ", e.Value.Users.Take(4))}, …",
        "Somebody tries names and passwords. Block the address; fail2ban does it by itself.",
        e.Value.Evidence));

    private sealed class Seen : Tally
    {
        public HashSet<string> Users { get; } = [];
    }
}
