using System.Collections;

namespace Restante.Server.Config;

/// <summary>Where a configuration comes from.</summary>
public sealed record ConfigSources
{
    // Asked for once: it may be gone when a server that runs for months is told to reload.
    private static string? _startedIn;

    /// <summary>The file of <c>--config</c>; null without one.</summary>
    public string? File { get; init; }

    /// <summary>The folder of <c>--data</c>; null without one.</summary>
    public string? Data { get; init; }

    /// <summary>Only names that start with <c>RESTANTE__</c> count.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What relative paths of the environment and of flags start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The greeting's name where the configuration gives none.</summary>
    public required string Hostname { get; init; }

    /// <summary>This process: its variables, the folder it was started in, its machine.</summary>
    public static ConfigSources OfProcess(string? file, string? data) => new()
    {
        File = file,
        Data = data,
        WorkingDirectory = _startedIn ??= Directory.GetCurrentDirectory(),
        Hostname = System.Environment.MachineName,
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal),
    };
}
