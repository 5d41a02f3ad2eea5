using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>An array of values of one type, without repetitions.</summary>
internal sealed class ListType<T>(SettingType<T> element) : SettingType<IReadOnlyList<T>>
{
    public override string Name => $"array of {element.Name}";

    public override bool TryRead(ConfigNode node, string key, ConfigProblems problems, out IReadOnlyList<T> value)
    {
        var items = new List<T>();
        value = items;
        if (node is not ConfigArray array)
        {
            var advice = node.Origin.Line == 0 ? "set its elements one by one: NAME__0, NAME__1, …" : "write [ … ] around it";
            problems.Error(node.Origin, key, $"takes an array, not {node.Kind}", advice);
            return false;
        }

        var sound = true;
        for (var i = 0; i < array.Items.Count; i++)
        {
            if (!element.TryRead(array.Items[i], $"{key}[{i}]", problems, out var item))
            {
                sound = false;
            }
            else if (items.Contains(item))
            {
                problems.Warning(array.Items[i].Origin, $"{key}[{i}]", "stands in this array already");
            }
            else
            {
                items.Add(item);
            }
        }

        return sound;
    }

    public override JsonNode Show(IReadOnlyList<T> value) => new JsonArray([.. value.Select(element.Show)]);

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = element.Schema() };
}
