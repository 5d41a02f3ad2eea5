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

    /// <summary>A key that no table has, with the one that may have been meant.</summary>
    public void Unknown(ConfigMember member, string key, IEnumerable<string> known)
    {
        // By the whole path first, then by the last word, for a setting that stands in the wrong group.
        var names = known.ToList();
        var near = NearestName.Among(key, Groups(names).Concat(names))
            ?? names.Find(n => n.EndsWith("." + member.Name, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Among(member.Name, names);
        Error(member.NameOrigin, key, "is not a setting", near is null ? "`restante config schema` lists all settings" : $"did you mean {near}?");
    }

    private static IEnumerable<string> Groups(IEnumerable<string> keys) =>
        keys.Where(k => k.Contains('.', StringComparison.Ordinal)).Select(k => k[..k.IndexOf('.', StringComparison.Ordinal)]).Distinct();

    private void Add(ConfigOrigin origin, string key, string message, string advice, ProblemSeverity severity) =>
        _all.Add(new ConfigProblem(origin.Source, origin.Line, origin.Column, key, message, advice, severity));
}
