using System.Globalization;
using Restante.Logs.Findings;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>A line a session, as they end, then what was noticed. The first sessions decide how wide the columns are.</summary>
internal sealed class TableView(TextWriter output, string[] files) : ISessionView
{
    private const int Sample = 500;
    private const int Narrow = 60;

    private readonly List<string[]> _first = [];
    private TextTable? _table;
    private long _sessions;

    // Asked for once: it is the environment's, and a log has millions of rows.
    private readonly int _width = Terminal.LineLimit;

    public void Show(Session session)
    {
        _sessions++;
        var row = Row(session);
        if (_table is not null)
        {
            _table.Write(row);
            return;
        }

        _first.Add(row);
        if (_first.Count == Sample)
        {
            Begin();
        }
    }

    public void Idle()
    {
        if (_first.Count > 0)
        {
            Begin();
        }

        output.Flush();
    }

    public void End(IReadOnlyList<Found> found)
    {
        if (_table is null)
        {
            Begin();
        }

        FoundView.Print(output, found, files);
    }

    public void Dispose()
    {
    }

    private void Begin()
    {
        if (_sessions == 0)
        {
            output.WriteLine("no sessions");
            return;
        }

        _table = new TextTable(output, SessionColumns.All, _width);
        _table.Begin(_first);
        _first.ForEach(_table.Write);
        _first.Clear();
    }

    private string[] Row(Session session) =>
    [
        Start(session.Start.IsKnown ? session.Start.ToString() : session.End.ToString()),
        session.User ?? "-",
        session.Address ?? "-",
        session.Seconds is { } seconds ? seconds.ToString(seconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) : "-",
        session.Tls ?? "-",
        Count(session.Retr?.Count),
        Octets(session.Retr?.Octets),
        Count(session.Removed),
        session.Ended.Name(),
        string.Join(' ', session.Findings),
        session.Id,
    ];

    private string Start(string time) => time.Length < 19 ? "-" : Moment(time, _width);

    /// <summary>A day and a time; on a narrow terminal without the year, on a very narrow one without seconds, too.</summary>
    internal static string Moment(string time, int width) =>
        (width < 100 ? time[5..10] : time[..10]) + " " + (width < Narrow ? time[11..16] : time[11..19]);

    private static string Count(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    internal static string Octets(long? octets) => octets switch
    {
        null => "-",
        < 100_000 => octets.Value.ToString(CultureInfo.InvariantCulture),
        < 100_000_000 => $"{octets.Value / 1000}k",
        _ => $"{octets.Value / 1_000_000}M",
    };
}
