using Restante.Logs.Findings;
using Restante.Logs.Reports;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>A row a session, as they end.</summary>
internal sealed class CsvView : ISessionView
{
    private readonly TextWriter _output;

    public CsvView(TextWriter output)
    {
        _output = output;
        Csv.Write(output, SessionRow.Columns);
    }

    public void Show(Session session) => Csv.Write(_output, SessionRow.Of(session));

    public void Idle() => _output.Flush();

    public void End(IReadOnlyList<Found> found)
    {
    }

    public void Dispose()
    {
    }
}
