namespace Restante.Server.Config;

/// <summary>Collects faults, so that an operator sees all of them at once.</summary>
internal sealed class ConfigProblems(params IEnumerable<ConfigProblem> found)
{
    private readonly List<ConfigProblem> _all = [.. found];

    /// <summary>True when this setting, or one below it, is wrong already: what follows from that is not worth a word.</summary>
    public bool HasErrorIn(string key) =>
        _all.Exists(p => p.Severity == ProblemSeverity.Error && p.Key.StartsWith(key, StringComparison.Ordinal));

    /// <summary>In the order of their places in the file, whatever the order of the checks was.</summary>
    public IReadOnlyList<ConfigProblem> Sorted() =>
        [.. _all.OrderBy(p => p.Line == 0).ThenBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)];

    public void Error(ConfigOrigin origin, string key, string message, string advice = "") =>
        Add(origin, key, message, advice, ProblemSeverity.Error);

    public void Warning(ConfigOrigin origin, string key, string message, string advice = "") =>
        Add(origin, key, message, advice, ProblemSeverity.Warning);

    private void Add(ConfigOrigin origin, string key, string message, string advice, ProblemSeverity severity) =>
        _all.Add(new ConfigProblem(origin.Source, origin.Line, origin.Column, key, message, advice, severity));
}
