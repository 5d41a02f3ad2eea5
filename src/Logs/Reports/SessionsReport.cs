using Restante.Logs.Sessions;

namespace Restante.Logs.Reports;

/// <summary>The sessions that matter most: the most findings first, then the most octets.</summary>
internal sealed class SessionsReport : IReport
{
    /// <summary>No terminal shows more, and no memory should hold all.</summary>
    private const int Most = 10_000;

    private readonly PriorityQueue<Session, (int, long, long)> _kept = new();
    private long _all;

    public void Add(Session session)
    {
        // The last is kept before the first: of sessions alike the early ones stay.
        _kept.Enqueue(session, (session.Findings.Count, session.Retr?.Octets ?? 0, -_all++));
        if (_kept.Count > Most)
        {
            _kept.Dequeue();
        }
    }

    public ReportTable Finish(int top)
    {
        var rows = new List<object?[]>();
        while (_kept.TryDequeue(out var session, out _))
        {
            rows.Add(SessionRow.Of(session));
        }

        rows.Reverse();
        return new ReportTable(SessionRow.Columns, [.. rows.Take(top)], 6, Math.Max(0, _all - top));
    }
}
