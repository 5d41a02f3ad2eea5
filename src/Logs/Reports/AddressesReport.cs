using Restante.Logs.Findings;
using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>A row an address: who comes most first.</summary>
internal sealed class AddressesReport : IReport
{
    private const int MostUsers = 1000;

    private readonly CappedTable<string, Sum> _addresses = new(200_000);

    public void Add(Session session)
    {
        if (session.Address is null)
        {
            return;
        }

        var sum = _addresses[session.Address];
        sum.Sessions++;
        sum.Failed += session.Login == Login.Failed ? 1 : 0;
        sum.Tls += session.Tls is null ? 0 : 1;
        sum.Octets += session.Retr?.Octets ?? 0;
        if (session.User is not null && sum.Users.Count < MostUsers)
        {
            sum.Users.Add(session.User);
        }
    }

    public ReportTable Finish(int top) => new(
        ["address", "sessions", "users", "failed", "tls", "octets"],
        [
            .. _addresses.All.OrderByDescending(a => a.Value.Sessions).ThenBy(a => a.Key, StringComparer.Ordinal).Take(top)
                .Select(a => (object?[])[a.Key, a.Value.Sessions, (long)a.Value.Users.Count, a.Value.Failed, a.Value.Tls, a.Value.Octets]),
        ],
        1, Math.Max(0, _addresses.Count - top) + _addresses.Forgotten);

    private sealed class Sum : Remembered
    {
        public long Sessions, Failed, Tls, Octets;

        public HashSet<string> Users { get; } = [];
    }
}
