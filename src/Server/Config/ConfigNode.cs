using System.Diagnostics.CodeAnalysis;

namespace Restante.Server.Config;

/// <summary>A configuration as it was written, with the place of each value; nothing in it is checked yet.</summary>
internal abstract class ConfigNode(ConfigOrigin origin)
{
    public ConfigOrigin Origin { get; } = origin;

    /// <summary>What it is, for "expected X, found …".</summary>
    public abstract string Kind { get; }
}

internal enum ScalarKind
{
    Text,
    Number,
    Switch,
    Null,

    /// <summary>From the environment or the command line, where everything is text: taken for what the setting asks.</summary>
    Untyped,
}

internal sealed class ConfigScalar(ConfigOrigin origin, ScalarKind scalar, string text) : ConfigNode(origin)
{
    public ScalarKind Scalar { get; } = scalar;

    public string Text { get; } = text;

    public override string Kind => Scalar switch
    {
        ScalarKind.Number => "a number",
        ScalarKind.Switch => Text,
        ScalarKind.Null => "null",
        _ => "a text",
    };
}

internal sealed class ConfigArray(ConfigOrigin origin) : ConfigNode(origin)
{
    public List<ConfigNode> Items { get; } = [];

    public override string Kind => "an array";
}

internal sealed class ConfigObject(ConfigOrigin origin) : ConfigNode(origin)
{
    public List<ConfigMember> Members { get; } = [];

    public override string Kind => "an object";

    public bool TryFind(string name, [NotNullWhen(true)] out ConfigNode? value)
    {
        value = Members.Find(m => m.Name == name)?.Value;
        return value is not null;
    }

    /// <summary>Adds a member, or puts a later source's value in the place of an earlier one.</summary>
    public void Set(string name, ConfigNode value)
    {
        Members.RemoveAll(m => m.Name == name);
        Members.Add(new ConfigMember(name, value.Origin, value));
    }
}

/// <param name="Name">The key.</param>
/// <param name="NameOrigin">Where the key stands; the value's own place is in the value.</param>
/// <param name="Value">What it is set to.</param>
internal sealed record ConfigMember(string Name, ConfigOrigin NameOrigin, ConfigNode Value);
