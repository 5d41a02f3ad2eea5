namespace Restante.Server.Config;

/// <summary>Makes the elements of an array of objects.</summary>
/// <param name="origins">Takes the place of each value that was written.</param>
/// <param name="problems">Takes what does not fit.</param>
internal sealed class ElementBinder(Dictionary<string, ConfigOrigin> origins, ConfigProblems problems)
{
    public List<T> Bind<T>(ElementTable<T> table, ConfigNode node)
    {
        var elements = new List<T>();
        origins[table.Key] = node.Origin;
        if (node is not ConfigArray array)
        {
            problems.Error(node.Origin, table.Key, $"takes an array of objects, not {node.Kind}", $"write [ {table.Example} ]");
            return elements;
        }

        // An array that only a wrong variable has made is reported with the variable.
        if (array.Items.Count == 0 && table.Empty is { } empty && !problems.HasErrorIn(table.Key))
        {
            problems.Error(node.Origin, table.Key, empty, "name an element or leave the setting out");
        }

        for (var i = 0; i < array.Items.Count; i++)
        {
            if (array.Items[i] is ConfigObject element)
            {
                elements.Add(BindElement(table, element, $"{table.Key}[{i}]"));
            }
            else
            {
                problems.Error(array.Items[i].Origin, $"{table.Key}[{i}]", $"takes an object, not {array.Items[i].Kind}", $"write {table.Example}");

                // It keeps its place, so that the numbers in later problems are those of the file.
                elements.Add(table.Blank);
            }
        }

        return elements;
    }

    private T BindElement<T>(ElementTable<T> table, ConfigObject element, string key)
    {
        var bound = table.Blank;
        origins[key] = element.Origin;
        foreach (var member in element.Members)
        {
            var memberKey = $"{key}.{member.Name}";
            if (table.Find(member.Name) is { } setting)
            {
                origins[memberKey] = member.Value.Origin;
                bound = setting.Bind(bound, member.Value, memberKey, problems);
            }
            else
            {
                problems.Unknown(member, memberKey, table.Settings.Select(table.NameOf));
            }
        }

        foreach (var name in table.Required)
        {
            if (!element.TryFind(name, out _))
            {
                problems.Error(element.Origin, $"{key}.{name}", "is missing", $"write {table.Example}");
            }
        }

        return bound;
    }
}
