using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>How a kind of value is written, read, shown and described. What it takes, it can show, and the other way round.</summary>
internal abstract class SettingType<T>
{
    /// <summary>In the manual's words: duration, path, …</summary>
    public abstract string Name { get; }

    /// <summary>False when a problem was reported.</summary>
    public abstract bool TryRead(ConfigNode node, string key, ConfigProblems problems, out T value);

    public abstract JsonNode Show(T value);

    /// <summary>What a JSON schema says about such a value.</summary>
    public abstract JsonObject Schema();
}
