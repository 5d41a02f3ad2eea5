using System.Text.Json.Nodes;
using Restante.Client.Conformance;

namespace Restante.Cli.Commands.Conform;

/// <summary>A report for programs. The keys are stable; docs/manual/conform.md has them.</summary>
internal static class ConformJson
{
    public static JsonObject Write(ConformanceReport report)
    {
        var json = new JsonObject
        {
            ["target"] = report.Target,
            ["greeting"] = report.Facts.Greeting,
            ["implementation"] = report.Facts.Implementation,
            ["tls"] = report.Facts.Channel switch { Client.Channel.Plain => "none", Client.Channel.StartTls => "starttls", _ => "implicit" },
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["passed"] = report.Of(Verdict.Pass).Count(),
            ["failed"] = report.Of(Verdict.Fail).Count(),
            ["notApplicable"] = report.Of(Verdict.NotApplicable).Count(),
            ["notTried"] = report.Of(Verdict.NotTried).Count(),
            ["cases"] = new JsonArray([.. report.Results.Select(Write)]),
        };
        if (report.CouldNotBegin is { } why)
        {
            json["unavailable"] = why;
        }

        return json;
    }

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "fail",
        Verdict.NotApplicable => "not applicable",
        _ => "not tried",
    };

    private static JsonObject Write(CaseResult result) => new()
    {
        ["name"] = result.Case.Name,
        ["title"] = result.Case.Title,
        ["clauses"] = new JsonArray([.. result.Case.Clauses.Select(c => JsonValue.Create(c.ToString()))]),
        ["level"] = result.Case.Level == ClauseLevel.Must ? "MUST" : "SHOULD",
        ["verdict"] = Word(result.Verdict),
        ["why"] = result.Why,
        ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3),
        ["transcript"] = new JsonArray([.. result.Transcript.Select(l => JsonValue.Create(l.ToString()))]),
    };
}
