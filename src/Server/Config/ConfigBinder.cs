using Restante.Server.Config.Types;

namespace Restante.Server.Config;

/// <summary>Makes options of what was written, by <see cref="SettingTable"/>, and reports all that does not fit.</summary>
internal sealed class ConfigBinder(ConfigProblems problems)
{
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

        if (SettingTable.Arrays.FirstOrDefault(a => a.Key == key) is { } array)
        {
            return array.Bind(new ElementBinder(_origins, problems), member.Value, options);
        }

        if (!SettingTable.OfServer.Any(s => s.Key.StartsWith(key + ".", StringComparison.Ordinal)))
        {
            problems.Unknown(member, key, SettingTable.OfServer.Select(s => s.Key).Concat(SettingTable.Arrays.Select(a => a.Key)));
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
}
