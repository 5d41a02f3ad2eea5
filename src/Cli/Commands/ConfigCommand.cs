using System.CommandLine;
using System.Text.Json.Nodes;
using Restante.Server.Config;

namespace Restante.Cli.Commands;

/// <summary><c>restante config</c>: is it right, what holds, what is there to set.</summary>
internal static class ConfigCommand
{
    public static Verb Create() => new("config", "The configuration: check it, show it, describe it",
        "restante config check --config restante.json", "restante config show")
    {
        Check(),
        Show(),
        Schema(),
    };

    private static Verb Check()
    {
        var verb = new Verb("check", "Print every fault at once, with file and line; exit 78 if there is an error",
            "restante config check --config /etc/restante/restante.json",
            "restante config check --config restante.json --json");
        var common = new CommonOptions(verb);
        var json = JsonOutput.Flag(verb);
        verb.SetAction(parsed =>
        {
            var configuration = common.Read(parsed).WithFilesChecked(TimeProvider.System);
            if (parsed.GetValue(json))
            {
                PrintJson(configuration);
            }
            else
            {
                PrintText(configuration);
            }

            return configuration.IsSound ? ExitCode.Ok : ExitCode.Configuration;
        });
        return verb;
    }

    private static Verb Show()
    {
        var verb = new Verb("show", "Print every setting as it holds, and where it comes from",
            "restante config show --config restante.json", "RESTANTE__LIMITS__IDLE=15m restante config show --json");
        var common = new CommonOptions(verb);
        var json = JsonOutput.Flag(verb);
        verb.SetAction(parsed =>
        {
            var configuration = common.Read(parsed);
            if (!configuration.IsSound)
            {
                throw CommonOptions.Refusal(configuration);
            }

            var settings = configuration.Effective();
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new JsonArray([.. settings.Select(Describe)]));
                return ExitCode.Ok;
            }

            foreach (var setting in settings)
            {
                var origin = Terminal.Dim("# " + (setting.Origin?.ToString() ?? "default"));
                Console.Out.WriteLine($"{setting.Key} = {setting.Value.ToJsonString()}  {origin}");
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    private static Verb Schema()
    {
        var verb = new Verb("schema", "Print a JSON schema of all settings, for editors",
            "restante config schema > restante.schema.json");
        verb.SetAction(_ => JsonOutput.Print(ConfigSchema.Write()));
        return verb;
    }

    private static void PrintText(Configuration configuration)
    {
        foreach (var problem in configuration.Problems)
        {
            var text = problem.ToString();
            Console.Out.WriteLine(problem.Severity == ProblemSeverity.Error ? Terminal.Red(text) : Terminal.Yellow(text));
        }

        if (configuration.Problems.Count == 0)
        {
            Console.Out.WriteLine("no problems");
        }
    }

    private static void PrintJson(Configuration configuration) => JsonOutput.Print(new JsonObject
    {
        ["sound"] = configuration.IsSound,
        ["problems"] = new JsonArray([.. configuration.Problems.Select(p => new JsonObject
        {
            ["severity"] = p.Severity == ProblemSeverity.Error ? "error" : "warning",
            ["file"] = p.File,
            ["line"] = p.Line,
            ["column"] = p.Column,
            ["key"] = p.Key,
            ["message"] = p.Message,
            ["advice"] = p.Advice,
        })]),
    });

    private static JsonObject Describe(EffectiveSetting setting) => new()
    {
        ["key"] = setting.Key,
        ["value"] = setting.Value,
        ["source"] = setting.Origin?.Source ?? "default",
        ["line"] = setting.Origin?.Line ?? 0,
        ["column"] = setting.Origin?.Column ?? 0,
    };
}
