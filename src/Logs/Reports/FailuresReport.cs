using System.Text.RegularExpressions;
using Restante.Logs.Findings;
using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>A row a way to fail: sessions that did not end in QUIT, by how they ended and why.</summary>
internal sealed partial class FailuresReport : IReport
{
    private const int MostUsers = 1000;

    private readonly CappedTable<(string Ended, string Reason), Sum> _failures = new();

    public void Add(Session session)
    {
        if (session.Ended is Ended.Quit or Ended.Unfinished)
        {
            return;
        }

        var sum = _failures[(session.Ended.Name(), Counts().Replace(session.Reason ?? "", "#"))];
        sum.Sessions++;
        sum.Example = session.Id;
        if (session.User is not null && sum.Users.Count < MostUsers)
        {
            sum.Users.Add(session.User);
        }
    }

    public ReportTable Finish(int top) => new(
        ["ended", "sessions", "users", "reason", "example"],
        [
            .. _failures.All.OrderByDescending(f => f.Value.Sessions).ThenBy(f => f.Key.Ended, StringComparer.Ordinal).Take(top)
                .Select(f => (object?[])[f.Key.Ended, f.Value.Sessions, (long)f.Value.Users.Count, f.Key.Reason, f.Value.Example]),
        ],
        1, Math.Max(0, _failures.Count - top) + _failures.Forgotten);

    // "1 attempts in 2 secs" is no other reason than "1 attempts in 3 secs".
    [GeneratedRegex(@"\b\d+(?= (attempts?|secs?|seconds?|octets|bytes)\b)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Counts();

    private sealed class Sum : Remembered
    {
        public long Sessions;
        public string Example = "";

        public HashSet<string> Users { get; } = [];
    }
}
