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
}

internal enum LogsOutput
{
    Table,
    Json,
    Story,
    Unread,
}
