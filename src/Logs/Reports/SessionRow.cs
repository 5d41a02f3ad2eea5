using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>A session as a row of cells.</summary>
public static class SessionRow
{
    public static IReadOnlyList<string> Columns { get; } =
        ["start", "user", "address", "seconds", "tls", "retr", "octets", "removed", "ended", "findings", "id"];

    public static object?[] Of(Session session) =>
    [
        session.Start.IsKnown ? session.Start : session.End.IsKnown ? session.End : null,
        session.User, session.Address, session.Seconds, session.Tls, session.Retr?.Count, session.Retr?.Octets, session.Removed,
        session.Ended.Name(), string.Join(' ', session.Findings), session.Id,
    ];
}
