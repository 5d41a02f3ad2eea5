using System.Text;
using System.Text.Json;
using Restante.Server.Config;

namespace Restante.Fuzz.Targets;

/// <summary>
/// A configuration of any octets: nothing is thrown, each fault has its place in the file, what is no JSON or has an
/// unknown key is never sound, and what is sound can be shown.
/// </summary>
public sealed class ConfigTarget : FuzzTarget
{
    private const int Deepest = 64;

    private static readonly ConfigSources Sources = new() { File = "/etc/restante.json", WorkingDirectory = "/", Hostname = "pop-01" };

    private static readonly string[] Keys = [.. Configuration.Parse("{}"u8, Sources).Effective().Select(setting => setting.Key.Split('.')[^1]), "listen", "tls", "limits", "auth", "log", "mail", "users", "nosuch", ""];

    private static readonly string[] Values =
    [
        "true", "false", "null", "0", "-1", "1e9", "99999999999999999999", "\"\"", "\"10m\"", "\"1 fortnight\"", "\"/var/mail/{user}\"", "\"{user}\"", "\"never\"", "\"json\"",
        "[]", "{}", "[\"PLAIN\",\"PLAIN\"]", "[\"\\ud800\"]", "[{\"protocol\":\"pop3\",\"address\":\"0.0.0.0:110\"}]", "[{\"protocol\":\"pop3s\",\"address\":\"[::1]:0\",\"proxyFrom\":[\"x\"]}]",
        "{\"certificate\":\"a.pem\",\"key\":\"b.pem\",\"minimum\":\"1.3\"}", "{\"maildir\":\"/srv/{local}/{domain}\"}", "{\"idle\":\"1s\",\"sessions\":1}", "\"\\u0000\"",
    ];

    public override string Name => "config";

    public override byte[] Make(Random random)
    {
        var text = new StringBuilder(random.Next(4) == 0 ? "// a remark\n{" : "{");
        for (var members = random.Next(6); members > 0; members--)
        {
            text.Append(random.Next(3) == 0 ? "\n  " : " ").Append('"').Append(Keys[random.Next(Keys.Length)]).Append("\": ");
            text.Append(Values[random.Next(Values.Length)]).Append(random.Next(20) == 0 ? "" : ",");
        }

        text.Append(random.Next(12) == 0 ? "" : "}");
        var octets = Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(3) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return random.Next(40) == 0 ? [.. Enumerable.Repeat((byte)'[', 4 * Deepest), .. octets] : octets;
    }

    public override void Check(byte[] input)
    {
        var configuration = Configuration.Parse(input, Sources);
        var lines = input.Count(o => o == '\n') + 1;
        Holds(configuration.Problems.All(p => p.Line >= 0 && p.Line <= lines), "a fault stands behind the end of the file");
        Holds(configuration.Problems.All(p => p.Message.Length > 0), "a fault says nothing");
        Agree(configuration.Problems.Count, Configuration.Parse(input, Sources).Problems.Count, "faults, read once more");
        Holds(!configuration.IsSound || IsJsonObject(input), "what is no JSON object is sound");
        if (configuration.IsSound)
        {
            Holds(configuration.Effective().All(setting => setting.Value.ToJsonString().Length > 0), "a setting shows nothing");
        }
    }

    private static bool IsJsonObject(byte[] input)
    {
        var json = input.AsMemory(input.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().All(member => member.Name is not ("nosuch" or ""));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
