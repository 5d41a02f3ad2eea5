using System.Text.Json.Nodes;

namespace Restante.EndToEnd.Servers;

/// <summary>How a test wants its server. The defaults are a server on loopback with a pool of users.</summary>
internal sealed record RestanteOptions
{
    /// <summary>A JSON object laid over the test's own configuration, key by key; a null removes a key.</summary>
    public string Config { get; init; } = "{}";

    /// <summary>A JSON array of listeners, beside the two on <c>PlainPort</c> and <c>TlsPort</c>.</summary>
    public string ExtraListeners { get; init; } = "[]";

    /// <summary>Lines of the users file, beside those of the pool.</summary>
    public string ExtraUsers { get; init; } = "";

    /// <summary>The mail root; default: a folder below the server's own.</summary>
    public string? MailRoot { get; init; }

    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>A line of shell that ends in <c>exec "$@"</c>, which is the server: limits of the process, where its output goes.</summary>
    public string? Shell { get; init; }

    internal static JsonObject Merge(JsonObject below, JsonObject above)
    {
        foreach (var (key, value) in above)
        {
            if (value is null)
            {
                below.Remove(key);
            }
            else if (value is JsonObject inner && below[key] is JsonObject innerBelow)
            {
                Merge(innerBelow, inner);
            }
            else
            {
                below[key] = value.DeepClone();
            }
        }

        return below;
    }
}
