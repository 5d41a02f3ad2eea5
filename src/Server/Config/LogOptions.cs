namespace Restante.Server.Config;

public sealed record LogOptions
{
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>Users and client addresses whose sessions are written down line by line, secrets blanked.</summary>
    public IReadOnlyList<string> Transcript { get; init; } = [];
}

public enum LogFormat
{
    Text,
    Json,
}
