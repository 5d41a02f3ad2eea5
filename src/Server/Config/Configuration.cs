using System.Text.Json.Nodes;

namespace Restante.Server.Config;

/// <summary>What the file, the environment and the flags amount to. Flags win over the environment, the environment over the file.</summary>
public sealed class Configuration
{
    private readonly IReadOnlyDictionary<string, ConfigOrigin> _origins;
    private readonly ConfigOrigin _defaults;

    private Configuration(ServerOptions options, IReadOnlyDictionary<string, ConfigOrigin> origins, ConfigOrigin defaults, IReadOnlyList<ConfigProblem> problems)
    {
        Options = options;
        Problems = problems;
        _origins = origins;
        _defaults = defaults;
    }

    /// <summary>To be used only where <see cref="IsSound"/>: a faulty value is missing from it.</summary>
    public ServerOptions Options { get; }

    /// <summary>All faults, in the order of their places.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    /// <summary>True when nothing worse than warnings was found.</summary>
    public bool IsSound => Problems.All(p => p.Severity != ProblemSeverity.Error);

    /// <summary>Reads the configuration. A file that cannot be read is a problem like any other; nothing is thrown for it.</summary>
    public static Configuration Load(ConfigSources sources)
    {
        if (sources.File is null)
        {
            return Bind(new ConfigObject(Defaults(sources)), sources, new ConfigProblems());
        }

        try
        {
            return Parse(ReadStart(sources.File), sources);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var missing = e is FileNotFoundException or DirectoryNotFoundException;
            var problems = new ConfigProblems();
            var (what, advice) = missing ? ("there is no such file", "check --config")
                : Directory.Exists(sources.File) ? ("it is a folder", "--config names the file, restante.json")
                : ($"cannot be read: {e.Message.TrimEnd('.')}", "check its owner and mode");
            problems.Error(new ConfigOrigin(sources.File, 0, 0, "/"), "", what, advice);
            return Bind(new ConfigObject(Defaults(sources)), sources, problems);
        }
    }

    /// <summary>As much as tells that it is too long: a device has no end.</summary>
    private static byte[] ReadStart(string path)
    {
        using var file = File.OpenRead(path);
        var octets = new byte[ConfigFile.MaxLength + 1];
        return octets[..file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Reads the configuration from a file's content, without touching the disk.</summary>
    public static Configuration Parse(ReadOnlySpan<byte> json, ConfigSources sources)
    {
        var problems = new ConfigProblems();
        var root = ConfigFile.Parse(json, sources.File ?? "restante.json", problems) ?? new ConfigObject(Defaults(sources));
        return Bind(root, sources, problems);
    }

    /// <summary>
    /// Looks at the files that the options name: that they are there, can be read, and fit together. What the server
    /// makes by itself on its first start may be missing.
    /// </summary>
    public Configuration WithFilesChecked(TimeProvider time)
    {
        var problems = new ConfigProblems(Problems);
        ConfiguredFiles.Check(Options, new ConfigBinding(_origins, _defaults, problems), time);
        return new Configuration(Options, _origins, _defaults, problems.Sorted());
    }

    /// <summary>Every setting as it holds, and where it comes from.</summary>
    public IReadOnlyList<EffectiveSetting> Effective()
    {
        var result = new List<EffectiveSetting>();
        foreach (var setting in SettingTable.OfServer)
        {
            if (Options.Tls is not null || !setting.Key.StartsWith(SettingTable.Tls + ".", StringComparison.Ordinal))
            {
                result.Add(new EffectiveSetting(setting.Key, setting.Show(Options), _origins.GetValueOrDefault(setting.Key)));
            }
        }

        foreach (var (key, value) in SettingTable.Arrays.SelectMany(array => array.Show(Options)))
        {
            result.Add(new EffectiveSetting(key, value, _origins.GetValueOrDefault(key)));
        }

        return result;
    }

    private static Configuration Bind(ConfigObject root, ConfigSources sources, ConfigProblems problems)
    {
        ConfigOverrides.Apply(root, sources.Environment, sources.WorkingDirectory, problems);
        if (sources.Data is not null)
        {
            var origin = new ConfigOrigin("--data", 0, 0, sources.WorkingDirectory);
            root.Set(SettingTable.Data, new ConfigScalar(origin, ScalarKind.Untyped, sources.Data));
        }

        var binder = new ConfigBinder(problems);
        var options = binder.Bind(root, Path.Combine(sources.WorkingDirectory, "restante-data"), sources.Hostname);
        var defaults = Defaults(sources);
        ConfigRules.Check(options, new ConfigBinding(binder.Origins, defaults, problems));
        return new Configuration(options, binder.Origins, defaults, problems.Sorted());
    }

    private static ConfigOrigin Defaults(ConfigSources sources) => new("default", 0, 0, sources.WorkingDirectory);
}

/// <param name="Key">The setting's path, as in <c>listen[0].address</c>.</param>
/// <param name="Value">Its value, in the form in which the file takes it.</param>
/// <param name="Origin">Where it was set; null for a default.</param>
public sealed record EffectiveSetting(string Key, JsonNode Value, ConfigOrigin? Origin);
