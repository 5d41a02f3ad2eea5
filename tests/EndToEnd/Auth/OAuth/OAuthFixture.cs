using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth.OAuth;

/// <summary>An authorization server, and a mail server that takes its tokens.</summary>
public sealed class OAuthFixture : IAsyncLifetime
{
    private AuthorizationServer? _issuer;
    private RestanteServer? _server;

    internal AuthorizationServer Issuer => _issuer ?? throw new InvalidOperationException("not started");

    internal RestanteServer Server => _server ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        _issuer = await AuthorizationServer.StartAsync();
        _server = await RestanteServer.StartAsync(new RestanteOptions { Config = _issuer.AskingConfig() });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_issuer is not null)
        {
            await _issuer.DisposeAsync();
        }
    }

    /// <summary>A record of this event holds all these.</summary>
    internal Task ExpectRecordAsync(string name, params string[] parts) => Eventually.TrueAsync(
        () => Task.FromResult(Server.Output.Split('\n').Any(l => l.Contains($" {name} ", StringComparison.Ordinal) && parts.All(p => l.Contains(p, StringComparison.Ordinal)))),
        Eventually.Limit, $"{name} with {string.Join(", ", parts)}");
}
