using System.Text.Json.Nodes;
using Restante.Server.Config.Types;

namespace Restante.Server.Config;

/// <summary>One row of <see cref="SettingTable"/>: all that is known about a setting.</summary>
public abstract class Setting
{
    /// <summary>The path, as in <c>limits.idle</c> or <c>listen[].address</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What it does, in one sentence without a full stop.</summary>
    public required string Description { get; init; }

    /// <summary>The folder of the server that carries it out.</summary>
    public required string EnforcedIn { get; init; }

    /// <summary>Its kind of value, in the manual's words.</summary>
    public abstract string TypeName { get; }

    /// <summary>What holds when it is not set, as JSON; a path below the data folder begins with <c>DATA</c>.</summary>
    public abstract JsonNode Default { get; }

    /// <summary>False where the default follows from the machine or from another setting.</summary>
    public bool HasFixedDefault =>
        !Key.Contains("[]", StringComparison.Ordinal)
        && !Default.ToJsonString().Contains(SettingTable.DataPlaceholder, StringComparison.Ordinal)
        && !Default.ToJsonString().Contains(SettingTable.HostnamePlaceholder, StringComparison.Ordinal);

    internal abstract JsonObject Schema();
}

/// <summary>A setting of a certain record.</summary>
internal abstract class Setting<TOwner> : Setting
{
    /// <summary>The record with this value in it; unchanged where a problem was reported.</summary>
    public abstract TOwner Bind(TOwner owner, ConfigNode node, string key, ConfigProblems problems);

    public abstract JsonNode Show(TOwner owner);
}

internal sealed class Setting<TOwner, T>(SettingType<T> type, TOwner defaults, Func<TOwner, T> get, Func<TOwner, T, TOwner> set)
    : Setting<TOwner>
{
    public override string TypeName => type.Name;

    public override JsonNode Default => Show(defaults);

    public override TOwner Bind(TOwner owner, ConfigNode node, string key, ConfigProblems problems) =>
        type.TryRead(node, key, problems, out var value) ? set(owner, value) : owner;

    public override JsonNode Show(TOwner owner) => type.Show(get(owner));

    internal override JsonObject Schema() => type.Schema();
}
