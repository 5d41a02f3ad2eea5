namespace Restante.Server.Config;

/// <summary>Reports a problem with a setting at the place where the setting was written.</summary>
internal sealed class ConfigBinding(IReadOnlyDictionary<string, ConfigOrigin> origins, ConfigOrigin defaults, ConfigProblems problems)
{
    /// <summary>True when the key was written, not defaulted.</summary>
    public bool Has(string key) => origins.ContainsKey(key);

    /// <summary>True when the setting, or one below it, was found wrong already.</summary>
    public bool IsFaulty(string key) => problems.HasErrorIn(key);

    public void Error(string key, string message, string advice = "") => problems.Error(OriginOf(key), key, message, advice);

    public void Warning(string key, string message, string advice = "") => problems.Warning(OriginOf(key), key, message, advice);

    private ConfigOrigin OriginOf(string key) => origins.GetValueOrDefault(key, defaults);
}
