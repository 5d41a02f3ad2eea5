using Restante.Logs.Formats;
using Restante.Logs.Sessions;

namespace Restante.Cli.Commands.Logs;

/// <summary>What was asked for.</summary>
internal sealed record LogsSettings
{
    public required IReadOnlyList<string> Files { get; init; }

    public required IReadOnlyList<ILogFormat> Formats { get; init; }

    public required SessionFilter Filter { get; init; }

    public required LogsOutput Output { get; init; }

    /// <summary>Which report.</summary>
    public string? Report { get; init; }

    public ReportForm ReportForm { get; init; }

    /// <summary>Rows of a report.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Goes on when the end is reached.</summary>
    public bool Follows { get; init; }
}

internal enum LogsOutput
{
    Table,
    Json,
    Story,
    Unread,
    Csv,
    Report,
}
