using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>A sum over sessions, in bounded memory.</summary>
public interface IReport
{
    void Add(Session session);

    /// <summary>What matters most first.</summary>
    /// <param name="top">So many rows at most.</param>
    ReportTable Finish(int top);
}

/// <summary>A sum as a table. Cells are text, whole numbers, numbers, times, or null for: not told.</summary>
/// <param name="Columns">The headings, which are the keys of JSON too: lower case, stable.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Bar">Which column's numbers have bars.</param>
/// <param name="Left">Rows that did not fit; what was forgotten for want of memory counts.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows, int Bar, long Left);

/// <summary>The reports by name.</summary>
public static class ReportNames
{
    public static IReadOnlyList<string> All { get; } = ["sessions", "users", "addresses", "failures", "timeline"];

    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static IReport Create(string name) => name switch
    {
        "sessions" => new SessionsReport(),
        "users" => new UsersReport(),
        "addresses" => new AddressesReport(),
        "failures" => new FailuresReport(),
        "timeline" => new TimelineReport(),
        _ => throw new ArgumentException($"no report {name}", nameof(name)),
    };
}
