using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Restante.Unit.Fakes;

/// <summary>An authorization server without a socket.</summary>
public sealed class FakeIssuer : HttpMessageHandler
{
    public const string Identifier = "https://id.example/realms/mail";
    public const string Discovery = "/realms/mail/.well-known/openid-configuration";

    /// <summary>What it answers by path, where that is not what it would.</summary>
    public Dictionary<string, Func<HttpResponseMessage>> Instead { get; } = [];

    public List<JsonObject> Keys { get; } = [];

    /// <summary>What it says of tokens that it is asked about.</summary>
    public Dictionary<string, JsonObject> Active { get; } = [];

    public bool Down { get; set; }

    /// <summary>Answers about tokens wait for this.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>Paths in the order of the requests.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The Authorization of the last request.</summary>
    public string? Authorization { get; private set; }

    public static HttpResponseMessage Json(string text, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        Requests.Add(path);
        Authorization = request.Headers.Authorization?.ToString();
        if (Down)
        {
            throw new HttpRequestException("Connection refused");
        }

        if (Instead.TryGetValue(path, out var other))
        {
            return other();
        }

        return path switch
        {
            Discovery => Json(new JsonObject
            {
                ["issuer"] = Identifier,
                ["jwks_uri"] = "https://keys.example/jwks",
                ["introspection_endpoint"] = Identifier + "/introspect",
            }.ToJsonString()),
            "/jwks" => Json(new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(k => k.DeepClone())]) }.ToJsonString()),
            "/realms/mail/introspect" => Json(Said(await HeldAsync(request.Content!, cancellationToken)).ToJsonString()),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private async Task<string> HeldAsync(HttpContent form, CancellationToken cancellation)
    {
        await Held.WaitAsync(cancellation);
        return await form.ReadAsStringAsync(cancellation);
    }

    private JsonObject Said(string form) =>
        Active.GetValueOrDefault(HttpUtility.ParseQueryString(form)["token"] ?? "") ?? new JsonObject { ["active"] = false };
}
