using System.Text.Json.Nodes;
using Restante.Client.Report;

namespace Restante.Cli.Commands.Check;

/// <summary>A report for programs. The keys are stable; docs/manual/check.md has them.</summary>
internal static class CheckJson
{
    public static JsonObject Write(CheckReport report)
    {
        var json = new JsonObject
        {
            ["target"] = report.Target,
            ["addresses"] = Strings(report.Addresses),
            ["machines"] = new JsonArray([.. report.Machines.Select(Write)]),
            ["steps"] = new JsonArray([.. report.Steps.Select(Write)]),
            ["findings"] = new JsonArray([.. report.Findings.Select(Write)]),
            ["exit"] = report.Exit,
        };
        if (report.CouldNotFindOut is { } why)
        {
            json["unknown"] = why;
        }

        return json;
    }

    private static JsonObject Write(Step step) => new()
    {
        ["name"] = step.Name,
        ["ok"] = step.Ok,
        ["milliseconds"] = Math.Round(step.Elapsed.TotalMilliseconds, 3),
        ["detail"] = step.Detail,
    };

    private static JsonObject Write(Machine machine) => new()
    {
        ["name"] = machine.Name,
        ["addresses"] = Strings(machine.Addresses),
        ["connections"] = machine.Connections,
        ["ok"] = machine.Ok,
        ["greeting"] = machine.Greeting,
        ["certificate"] = machine.Certificate,
        ["capabilities"] = machine.Capabilities is { } capabilities ? Strings(capabilities) : null,
    };

    private static JsonObject Write(Finding finding) => new()
    {
        ["code"] = finding.Code,
        ["severity"] = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" },
        ["title"] = finding.Kind.Title,
        ["seen"] = finding.SeenText,
        ["meaning"] = finding.Meaning,
        ["advice"] = finding.Advice,
        ["reference"] = finding.Kind.Reference,
    };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
}
