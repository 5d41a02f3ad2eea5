using System.Globalization;
using System.Text.Json.Nodes;
using Restante.Logs.Findings;
using Restante.Logs.Lines;
using Restante.Logs.Reports;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>A report: a table with bars, CSV, or a JSON object a row.</summary>
internal sealed class ReportView(TextWriter output, string name, int top, ReportForm form) : ISessionView
{
    private const int BarWidth = 20;

    private readonly IReport _report = ReportNames.Create(name);

    public void Show(Session session) => _report.Add(session);

    public void Idle()
    {
    }

    public void End(IReadOnlyList<Found> found)
    {
        var table = _report.Finish(top);
        switch (form)
        {
            case ReportForm.Csv:
                Csv.Write(output, table.Columns);
                foreach (var row in table.Rows)
                {
                    Csv.Write(output, row);
                }

                break;
            case ReportForm.Json:
                foreach (var row in table.Rows)
                {
                    output.WriteLine(new JsonObject(table.Columns.Select((c, i) => KeyValuePair.Create(c, Json(row[i])))).ToJsonString(JsonOutput.Line));
                }

                break;
            default:
                Print(table);
                break;
        }
    }

    public void Dispose()
    {
    }

    private void Print(ReportTable table)
    {
        if (table.Rows.Count == 0)
        {
            output.WriteLine("no sessions");
            return;
        }

        var most = table.Rows.Max(r => Convert.ToDouble(r[table.Bar] ?? 0, CultureInfo.InvariantCulture));
        var columns = table.Columns.Select((c, i) => new Column(
            c.ToUpperInvariant(), table.Rows.Any(r => r[i] is long or double), Least: Least(c), Drop: Drop(c))).Append(new Column("", Drop: 1)).ToList();
        var text = new TextTable(output, columns, Terminal.LineLimit);
        var rows = table.Rows.Select(r => (string[])[.. r.Select((cell, i) => Cell(cell, table.Columns[i])), Bar(r[table.Bar], most)]).ToList();
        text.Begin(rows);
        rows.ForEach(text.Write);
        if (table.Left > 0)
        {
            output.WriteLine($"and {table.Left:N0} more; --top {Math.Min(table.Rows.Count * 5L, 100_000)} shows more of them");
        }
    }

    // What may be cut, and to what: a name tells something by its beginning.
    private static int Least(string column) => column switch
    {
        "user" or "address" or "reason" or "findings" or "id" or "example" => 8,
        _ => 0,
    };

    // What a narrow terminal does without, the least wanted first; the bar is 1.
    private static int Drop(string column) => column switch
    {
        "id" or "example" => 2,
        "findings" or "tls" => 3,
        "maildrop" or "octets" or "seconds" => 4,
        "last" or "address" or "removed" => 5,
        "retr" => 6,
        "start" => 7,
        _ => 0,
    };

    private static string Bar(object? value, double most)
    {
        var eighths = most <= 0 ? 0 : (int)Math.Round(Convert.ToDouble(value ?? 0, CultureInfo.InvariantCulture) / most * BarWidth * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : "▏▎▍▌▋▊▉"[(eighths % 8) - 1].ToString());
    }

    private static string Cell(object? cell, string column) => cell switch
    {
        null or "" => "-",
        long octets when column is "octets" or "maildrop" => TableView.Octets(octets),
        LogTime time => time.ToString() is { Length: >= 19 } text ? TableView.Moment(text, Terminal.LineLimit) : "-",
        double seconds => seconds.ToString(seconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    private static JsonNode? Json(object? cell) => cell switch
    {
        null => null,
        long number => number,
        double number => number,
        _ => cell.ToString(),
    };
}

internal enum ReportForm
{
    Table,
    Csv,
    Json,
}
