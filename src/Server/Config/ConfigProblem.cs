namespace Restante.Server.Config;

/// <summary>One fault in a configuration.</summary>
/// <param name="File">The file, or the variable or flag that the value came from.</param>
/// <param name="Line">From 1; 0 where there is none.</param>
/// <param name="Column">From 1; 0 where there is none.</param>
/// <param name="Key">The setting's path, as in <c>listen[0].address</c>; empty where the fault belongs to none.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Advice">What to do; may be empty.</param>
/// <param name="Severity">An error keeps the server from starting.</param>
public sealed record ConfigProblem(
    string File, int Line, int Column, string Key, string Message, string Advice, ProblemSeverity Severity)
{
    /// <summary>The form that editors and CI recognise: <c>file:line:column: error: key: message; advice</c>.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : $"{File}:{Line}:{Column}";
        var severity = Severity == ProblemSeverity.Error ? "error" : "warning";
        var key = Key.Length == 0 ? "" : Key + ": ";
        var advice = Advice.Length == 0 ? "" : "; " + Advice;
        return $"{place}: {severity}: {key}{Message}{advice}";
    }
}

public enum ProblemSeverity
{
    Error,
    Warning,
}
