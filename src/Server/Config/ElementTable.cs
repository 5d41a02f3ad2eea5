namespace Restante.Server.Config;

/// <summary>An array of objects in the configuration: its elements' settings, read the same way for each such array.</summary>
internal abstract class ElementTable(string key)
{
    /// <summary>The array's path: <c>listen</c>.</summary>
    public string Key { get; } = key;

    /// <summary>An element as one would write it.</summary>
    public required string Example { get; init; }

    /// <summary>The settings without which an element means nothing.</summary>
    public required IReadOnlyList<string> Required { get; init; }

    /// <summary>What an array without elements would mean, where that can only be a mistake; null where it is as good as none.</summary>
    public string? Empty { get; init; }

    public abstract IReadOnlyList<Setting> Settings { get; }

    public abstract ServerOptions Bind(ElementBinder binder, ConfigNode node, ServerOptions options);

    /// <summary>Each element's settings with their values.</summary>
    public abstract IEnumerable<(string Key, System.Text.Json.Nodes.JsonNode Value)> Show(ServerOptions options);

    /// <summary>The name within an element: <c>address</c> of <c>listen[].address</c>.</summary>
    public string NameOf(Setting setting) => setting.Key[(Key.Length + "[].".Length)..];
}

/// <param name="key">The array's path.</param>
/// <param name="blank">What an element starts from, and stands in for one that cannot be read.</param>
/// <param name="rows">The settings of an element.</param>
/// <param name="get">The elements in the options.</param>
/// <param name="set">The options with these elements.</param>
internal sealed class ElementTable<T>(
    string key, T blank, IReadOnlyList<Setting<T>> rows, Func<ServerOptions, IReadOnlyList<T>> get, Func<ServerOptions, IReadOnlyList<T>, ServerOptions> set)
    : ElementTable(key)
{
    public T Blank => blank;

    public override IReadOnlyList<Setting> Settings => rows;

    public Setting<T>? Find(string name) => rows.FirstOrDefault(r => NameOf(r) == name);

    public override ServerOptions Bind(ElementBinder binder, ConfigNode node, ServerOptions options) => set(options, binder.Bind(this, node));

    public override IEnumerable<(string Key, System.Text.Json.Nodes.JsonNode Value)> Show(ServerOptions options) =>
        get(options).SelectMany((element, i) => rows.Select(r => ($"{Key}[{i}].{NameOf(r)}", r.Show(element))));
}
