using Restante.Logs.Findings;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>A row a user: who fetches most first.</summary>
internal sealed class UsersReport : IReport
{
    private readonly CappedTable<string, Sum> _users = new(200_000);

    public void Add(Session session)
    {
        if (session.User is null)
        {
            return;
        }

        var sum = _users[session.User];
        sum.Sessions++;
        sum.Failed += session.Login == Login.Failed ? 1 : 0;
        sum.Fetched += session.Retr?.Count ?? 0;
        sum.Octets += session.Retr?.Octets ?? 0;
        sum.Removed += session.Removed ?? 0;
        sum.Maildrop = session.Maildrop?.Octets ?? sum.Maildrop;
        sum.Last = session.End.Instant > sum.Last.Instant ? session.End : sum.Last;
        foreach (var finding in session.Findings)
        {
            sum.Findings.Add(finding);
        }
    }

    public ReportTable Finish(int top) => new(
        ["user", "sessions", "failed", "retr", "octets", "removed", "maildrop", "last", "findings"],
        [
            .. _users.All.OrderByDescending(u => u.Value.Octets).ThenByDescending(u => u.Value.Sessions).ThenBy(u => u.Key, StringComparer.Ordinal).Take(top)
                .Select(u => (object?[])
                [
                    u.Key, u.Value.Sessions, u.Value.Failed, u.Value.Fetched, u.Value.Octets, u.Value.Removed, u.Value.Maildrop,
                    u.Value.Last.IsKnown ? u.Value.Last : null, string.Join(' ', u.Value.Findings),
                ]),
        ],
        4, Math.Max(0, _users.Count - top) + _users.Forgotten);

    private sealed class Sum : Remembered
    {
        public long Sessions, Failed, Fetched, Octets, Removed;
        public long? Maildrop;
        public LogTime Last;

        public SortedSet<string> Findings { get; } = [];
    }
}
