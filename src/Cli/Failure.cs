namespace Restante.Cli;

/// <summary>Ends a command: printed as <c>restante: what went wrong</c>, then what to do. Never for the server's sessions.</summary>
internal sealed class Failure(int exitCode, string message, string advice = "") : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do; may be several lines, or empty.</summary>
    public string Advice { get; } = advice;
}
