using System.CommandLine;
using Restante.Server.Config;

namespace Restante.Cli;

/// <summary><c>--config</c> and <c>--data</c>, for each verb that touches the server's files.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _config = new("--config") { HelpName = "FILE", Description = "The configuration, restante.json; without one the defaults hold" };
    private readonly Option<string?> _data = new("--data") { HelpName = "DIR", Description = "The folder of all that the configuration does not name [default: ./restante-data]" };

    /// <summary>Gives a verb the two options.</summary>
    public CommonOptions(Command verb)
    {
        verb.Options.Add(_config);
        verb.Options.Add(_data);
    }

    /// <summary>True when the operator gave a configuration of his own.</summary>
    public bool NamesFile(ParseResult parsed) => parsed.GetValue(_config) is not null;

    /// <summary>The configuration with all its problems, for those who show them.</summary>
    public Configuration Read(ParseResult parsed) =>
        Configuration.Load(ConfigSources.OfProcess(parsed.GetValue(_config), parsed.GetValue(_data)));

    /// <summary>The options, for those who work with them.</summary>
    /// <exception cref="Failure">The configuration has errors.</exception>
    public ServerOptions Require(ParseResult parsed)
    {
        var configuration = Read(parsed);
        return configuration.IsSound ? configuration.Options : throw Refusal(configuration);
    }

    /// <summary>Says what is wrong with a configuration that cannot be used.</summary>
    public static Failure Refusal(Configuration configuration)
    {
        var errors = configuration.Problems.Where(p => p.Severity == ProblemSeverity.Error).ToList();
        var count = errors.Count == 1 ? "an error" : $"{errors.Count} errors";
        return new Failure(ExitCode.Configuration, $"the configuration has {count}", string.Join('\n', errors));
    }
}
