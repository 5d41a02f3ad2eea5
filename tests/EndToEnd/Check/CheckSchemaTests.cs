using System.Text.Json.Nodes;
using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>What <c>check --json</c> prints is what docs/manual/check.schema.json says.</summary>
public sealed class CheckSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "manual", "check.schema.json")))!.AsObject();

    [Fact]
    public async Task A_run_with_findings_and_machines_fits()
    {
        await using var fake = new FakePop3 { Tls = FakeTls.SelfSigned() }.Start();
        var report = await RunAsync(2, [$"127.0.0.1:{fake.Port}", "--connections", "2", "--timeout", "20"]);
        Assert.NotEmpty(report["findings"]!.AsArray());
        Assert.NotEmpty(report["machines"]!.AsArray());
        Assert.NotEmpty(report["steps"]!.AsArray());
    }

    [Fact]
    public async Task A_run_that_reaches_nobody_fits() =>
        Assert.Equal("refused", (await RunAsync(2, [$"127.0.0.1:{FreePorts.Take(1)[0]}"]))["findings"]![0]!["code"]!.GetValue<string>());

    [Fact]
    public void The_schema_refuses_what_does_not_fit()
    {
        Assert.NotEmpty(Faults(Schema, JsonNode.Parse("""{ "target": 1 }"""), "$"));
        Assert.NotEmpty(Faults(Schema, JsonNode.Parse("""{ "target": "a", "addresses": [], "machines": [], "steps": [], "findings": [], "exit": 4 }"""), "$"));
        Assert.NotEmpty(Faults(Schema, JsonNode.Parse("""{ "target": "a", "addresses": [], "machines": [], "steps": [], "findings": [], "exit": 0, "more": 0 }"""), "$"));
        Assert.NotEmpty(Faults(Schema, JsonNode.Parse("""{ "target": "a", "addresses": [1], "machines": [], "steps": [], "findings": [], "exit": 0 }"""), "$"));
        Assert.Empty(Faults(Schema, JsonNode.Parse("""{ "target": "a", "addresses": [], "machines": [], "steps": [], "findings": [], "exit": 3, "unknown": "x" }"""), "$"));
    }

    private static async Task<JsonNode> RunAsync(int exit, string[] arguments)
    {
        var run = await RestanteProgram.RunAsync(["check", .. arguments, "--json"]);
        Assert.True(run.ExitCode == exit, run.ToString());
        var report = JsonNode.Parse(run.Text)!;
        Assert.Empty(Faults(Schema, report, "$"));
        Assert.Equal(exit, report["exit"]!.GetValue<int>());
        return report;
    }

    /// <summary>As much of JSON Schema as the file uses.</summary>
    private static IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string place)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            yield return $"{place} is {value}";
        }

        if (schema["type"] is { } type && !(type is JsonArray several ? several.Select(t => (string)t!) : [(string)type!]).Any(t => Is(value, t)))
        {
            yield return $"{place} is of type {TypeOf(value)}";
            yield break;
        }

        if (value is JsonValue number && ((schema["minimum"] is { } least && (double)number < (double)least) || (schema["maximum"] is { } most && (double)number > (double)most)))
        {
            yield return $"{place} is {value}";
        }

        foreach (var fault in value is JsonArray array ? array.SelectMany((v, i) => Faults(schema["items"]!.AsObject(), v, $"{place}[{i}]")) : [])
        {
            yield return fault;
        }

        foreach (var fault in value is JsonObject json ? Members(schema, json, place) : [])
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Members(JsonObject schema, JsonObject json, string place) =>
        schema["required"]!.AsArray().Where(r => !json.ContainsKey((string)r!)).Select(r => $"{place} lacks {r}")
            .Concat(json.SelectMany(m => schema["properties"]![m.Key] is JsonObject known ? Faults(known, m.Value, $"{place}.{m.Key}") : [$"{place} has {m.Key}"]));

    private static bool Is(JsonNode? value, string type) => TypeOf(value) == type || (type == "number" && TypeOf(value) == "integer");

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        JsonValue v when v.TryGetValue<bool>(out _) => "boolean",
        JsonValue v when v.TryGetValue<long>(out _) && !v.ToJsonString().Contains('.', StringComparison.Ordinal) => "integer",
        JsonValue v when v.TryGetValue<double>(out _) => "number",
        _ => "string",
    };
}
