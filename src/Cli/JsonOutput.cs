using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Restante.Cli;

/// <summary>What <c>--json</c> prints.</summary>
internal static class JsonOutput
{
    /// <summary>Relaxed: this is read by programs and people, never put into a web page.</summary>
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object on one line.</summary>
    public static JsonSerializerOptions Line { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<bool> Flag(Command verb)
    {
        var option = new Option<bool>("--json") { Description = "Print JSON for programs" };
        verb.Options.Add(option);
        return option;
    }

    public static void Print(JsonNode node) => Console.Out.WriteLine(node.ToJsonString(Form));
}
