using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.Unit.Fakes;

namespace Restante.EndToEnd.Auth.OAuth;

/// <summary>An OAuth 2 authorization server over HTTPS: it describes itself, shows its keys, and answers about tokens.</summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    public const string ClientId = "restante";
    public const string ClientSecret = "cl1ent s3cret";

    private readonly ScratchFolder _folder = new("issuer");
    private readonly PrivateCa _ca;
    private readonly WebApplication _app;
    private readonly List<TokenMint> _mints = [new TokenMint("RS256", "k1")];

    private AuthorizationServer()
    {
        _ca = new PrivateCa(_folder.Path);
        Port = FreePorts.Take(1)[0];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var certificate = _ca.IssueForLocalhost();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(o => o.Listen(IPAddress.Loopback, Port, l => l.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        File.WriteAllText(SecretFile, ClientSecret + "\n");
        File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public int Port { get; }

    public string Issuer => $"https://localhost:{Port}";

    public string CaFile => _ca.RootFile;

    public string SecretFile => _folder["secret"];

    /// <summary>The newest key signs.</summary>
    public TokenMint Mint => _mints[^1];

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Opaque tokens that are good, and what is said of them.</summary>
    public ConcurrentDictionary<string, JsonObject> Active { get; } = [];

    /// <summary>Answers for the keys with a redirect.</summary>
    public bool Redirects { get; set; }

    public static async Task<AuthorizationServer> StartAsync()
    {
        var server = new AuthorizationServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A new key takes the place of the old ones.</summary>
    public void Rotate()
    {
        _mints.Add(new TokenMint("ES256", "k" + (_mints.Count + 1)));
        _mints.RemoveRange(0, _mints.Count - 1);
    }

    /// <summary>What a good token for this user says.</summary>
    public JsonObject Claims(string user, int seconds = 300)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = new JsonArray("account", "restante"),
            ["iat"] = now,
            ["exp"] = now + seconds,
            ["scope"] = "openid mail",
            ["preferred_username"] = user,
        };
    }

    public string TokenFor(string user, int seconds = 300) => Mint.Sign(Claims(user, seconds));

    /// <summary>The settings of a server that takes these tokens.</summary>
    public string Config(string more = "{}")
    {
        var oauth = new JsonObject { ["issuer"] = Issuer, ["audience"] = "restante", ["scope"] = "mail", ["claim"] = "preferred_username", ["ca"] = CaFile };
        return RestanteOptions.Merge(
            new JsonObject { ["users"] = new JsonObject { ["oauth"] = oauth } }, JsonNode.Parse(more)!.AsObject()).ToJsonString();
    }

    public string AskingConfig(string more = "{}") => Config(RestanteOptions.Merge(
        new JsonObject
        {
            ["users"] = new JsonObject
            {
                ["oauth"] = new JsonObject { ["introspection"] = "opaque", ["clientId"] = ClientId, ["clientSecretFile"] = SecretFile },
            },
        },
        JsonNode.Parse(more)!.AsObject()).ToJsonString());

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _mints.ForEach(m => m.Dispose());
        _ca.Dispose();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue(path);
        switch (path)
        {
            case "/.well-known/openid-configuration":
                await SendAsync(context, new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = Issuer + "/jwks", ["introspection_endpoint"] = Issuer + "/introspect" });
                break;
            case "/jwks" when Redirects:
                context.Response.Redirect(Issuer + "/elsewhere");
                break;
            case "/jwks" or "/elsewhere":
                await SendAsync(context, new JsonObject { ["keys"] = new JsonArray([.. _mints.Select(m => m.Key())]) });
                break;
            case "/introspect":
                await IntrospectAsync(context);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private async Task IntrospectAsync(HttpContext context)
    {
        var client = $"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}";
        if (context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(client)))
        {
            context.Response.StatusCode = 401;
            return;
        }

        var form = await context.Request.ReadFormAsync();
        await SendAsync(context, Active.TryGetValue(form["token"].ToString(), out var claims) ? (JsonObject)claims.DeepClone() : new JsonObject { ["active"] = false });
    }

    private static Task SendAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }
}
