using Restante.Server.Config.Types;

namespace Restante.Server.Config;

/// <summary>Makes options of what was written, by <see cref="SettingTable"/>, and reports all that does not fit.</summary>
internal sealed class ConfigBinder(ConfigProblems problems)
{
    private static readonly string ListenPrefix = SettingTable.Listen + "[].";

    private readonly Dictionary<string, ConfigOrigin> _origins = new(StringComparer.Ordinal);

    /// <summary>Where each value that was written stands, by its key.</summary>
    public IReadOnlyDictionary<string, ConfigOrigin> Origins => _origins;

    public ServerOptions Bind(ConfigObject root, string defaultDataDirectory, string hostname)
    {
        // The data folder is read first: most defaults lie below it.
        var data = defaultDataDirectory;
        if (root.TryFind(SettingTable.Data, out var node) && new PathType().TryRead(node, SettingTable.Data, new ConfigProblems(), out var named))
        {
            data = named;
        }

        return BindObject(ServerOptions.Below(data, hostname), root, "");
    }

    private ServerOptions BindObject(ServerOptions options, ConfigObject group, string prefix)
    {
        foreach (var member in group.Members)
        {
            options = BindMember(options, member, prefix + member.Name);
        }

        return options;
    }

    private ServerOptions BindMember(ServerOptions options, ConfigMember member, string key)
    {
        if (SettingTable.OfServer.FirstOrDefault(s => s.Key == key) is { } setting)
        {
            _origins[key] = member.Value.Origin;
            return setting.Bind(options, member.Value, key, problems);
        }

        if (key == SettingTable.Listen)
        {
            return options with { Listen = BindListen(member.Value) };
        }

        if (!SettingTable.OfServer.Any(s => s.Key.StartsWith(key + ".", StringComparison.Ordinal)))
        {
            ReportUnknown(member, key, SettingTable.OfServer.Select(s => s.Key).Append(SettingTable.Listen));
            return options;
        }

        if (key == SettingTable.Tls && member.Value is ConfigScalar { Scalar: ScalarKind.Null })
        {
            _origins[key] = member.Value.Origin;
            return options with { Tls = null };
        }

        if (member.Value is ConfigObject group)
        {
            return BindObject(options, group, key + ".");
        }

        problems.Error(member.Value.Origin, key, $"takes an object, not {member.Value.Kind}", "write { … } with its settings");
        return options;
    }

    private List<ListenOptions> BindListen(ConfigNode node)
    {
        var listen = new List<ListenOptions>();
        _origins[SettingTable.Listen] = node.Origin;
        if (node is not ConfigArray array)
        {
            problems.Error(node.Origin, SettingTable.Listen, $"takes an array of objects, not {node.Kind}",
                "write [ { \"protocol\": \"pop3\", \"address\": \"0.0.0.0:110\" } ]");
            return listen;
        }

        // An array that only a wrong variable has made is reported with the variable.
        if (array.Items.Count == 0 && !problems.HasErrorIn(SettingTable.Listen))
        {
            problems.Error(node.Origin, SettingTable.Listen, "is empty: nobody could connect", "name an address or leave the setting out");
        }

        for (var i = 0; i < array.Items.Count; i++)
        {
            if (array.Items[i] is ConfigObject element)
            {
                listen.Add(BindListener(element, $"{SettingTable.Listen}[{i}]"));
            }
            else
            {
                problems.Error(array.Items[i].Origin, $"{SettingTable.Listen}[{i}]", $"takes an object, not {array.Items[i].Kind}",
                    "write { \"protocol\": \"pop3\", \"address\": \"0.0.0.0:110\" }");

                // It keeps its place, so that the numbers in later problems are those of the file.
                listen.Add(ListenOptions.Blank);
            }
        }

        return listen;
    }

    private ListenOptions BindListener(ConfigObject element, string key)
    {
        var options = ListenOptions.Blank;
        _origins[key] = element.Origin;
        foreach (var member in element.Members)
        {
            var memberKey = $"{key}.{member.Name}";
            if (SettingTable.OfListen.FirstOrDefault(s => s.Key == ListenPrefix + member.Name) is { } setting)
            {
                _origins[memberKey] = member.Value.Origin;
                options = setting.Bind(options, member.Value, memberKey, problems);
            }
            else
            {
                ReportUnknown(member, memberKey, SettingTable.OfListen.Select(s => s.Key[ListenPrefix.Length..]));
            }
        }

        foreach (var name in new[] { "protocol", "address" })
        {
            if (!element.TryFind(name, out _))
            {
                problems.Error(element.Origin, $"{key}.{name}", "is missing", $"a listener names its {name}");
            }
        }

        return options;
    }

    private void ReportUnknown(ConfigMember member, string key, IEnumerable<string> known)
    {
        // By the whole path first, then by the last word, for a setting that stands in the wrong group.
        var names = known.ToList();
        var near = NearestName.Among(key, Groups(names).Concat(names))
            ?? names.Find(n => n.EndsWith("." + member.Name, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Among(member.Name, names);
        problems.Error(member.NameOrigin, key, "is not a setting", near is null ? "`restante config schema` lists all settings" : $"did you mean {near}?");
    }

    private static IEnumerable<string> Groups(IEnumerable<string> keys) =>
        keys.Where(k => k.Contains('.', StringComparison.Ordinal)).Select(k => k[..k.IndexOf('.', StringComparison.Ordinal)]).Distinct();
}
