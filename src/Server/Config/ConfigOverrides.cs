using System.Globalization;

namespace Restante.Server.Config;

/// <summary>Lays the environment and the flags over what the file says.</summary>
internal static class ConfigOverrides
{
    private const string Prefix = "RESTANTE__";

    /// <summary><c>RESTANTE__LISTEN__0__ADDRESS</c> is <c>listen[0].address</c>; case does not matter.</summary>
    public static void Apply(ConfigObject root, IEnumerable<KeyValuePair<string, string>> environment, string workingDirectory, ConfigProblems problems)
    {
        // Element 2 comes before element 10: an array may be lengthened, but not with gaps.
        var ours = environment.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var (name, value) in ours.OrderBy(v => string.Join("__", v.Key.Split("__").Select(PadNumber)), StringComparer.Ordinal))
        {
            var origin = new ConfigOrigin(name, 0, 0, workingDirectory);
            Place(root, name[Prefix.Length..].Split("__"), new ConfigScalar(origin, ScalarKind.Untyped, value), problems);
        }
    }

    private static string PadNumber(string segment) => segment.All(char.IsAsciiDigit) ? segment.PadLeft(10, '0') : segment;

    private static void Place(ConfigObject root, string[] segments, ConfigScalar value, ConfigProblems problems)
    {
        ConfigNode node = root;
        var key = "";
        for (var i = 0; i < segments.Length; i++)
        {
            // The next container is what the next segment asks for; at the end it is the value.
            ConfigNode? child = i == segments.Length - 1 ? value
                : int.TryParse(segments[i + 1], NumberStyles.None, null, out _) ? new ConfigArray(value.Origin)
                : new ConfigObject(value.Origin);
            switch (node)
            {
                case ConfigObject group:
                    var name = NameIn(key, segments[i]);
                    key = key.Length == 0 ? name : $"{key}.{name}";
                    if (child != value && group.TryFind(name, out var existing) && existing.GetType() == child.GetType())
                    {
                        child = existing;
                    }
                    else
                    {
                        group.Set(name, child);
                    }

                    break;
                case ConfigArray array:
                    child = PlaceInArray(array, segments[i], child, child == value);
                    key = $"{key}[{segments[i]}]";
                    break;
            }

            if (child is null)
            {
                problems.Error(value.Origin, key, "is not an element of this array, nor the next one", "number the elements from 0, without gaps");
                return;
            }

            node = child;
        }
    }

    private static ConfigNode? PlaceInArray(ConfigArray array, string segment, ConfigNode child, bool replace)
    {
        if (!int.TryParse(segment, NumberStyles.None, null, out var index) || index > array.Items.Count)
        {
            return null;
        }

        if (index == array.Items.Count)
        {
            array.Items.Add(child);
        }
        else if (replace || array.Items[index].GetType() != child.GetType())
        {
            array.Items[index] = child;
        }

        return array.Items[index];
    }

    /// <summary>The table's spelling of a segment, or the segment as it is: the binder then reports it.</summary>
    private static string NameIn(string key, string segment)
    {
        var parent = key.Length == 0 ? "" : (key.IndexOf('[', StringComparison.Ordinal) is >= 0 and var at ? key[..at] + "[]" : key) + ".";
        foreach (var setting in SettingTable.All.Where(s => s.Key.StartsWith(parent, StringComparison.Ordinal)))
        {
            var rest = setting.Key[parent.Length..];
            var name = rest.IndexOfAny(['.', '[']) is >= 0 and var end ? rest[..end] : rest;
            if (name.Equals(segment, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return segment.ToLowerInvariant();
    }
}
