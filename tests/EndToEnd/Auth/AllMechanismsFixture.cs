using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth;

/// <summary>A server that offers all it can.</summary>
public sealed class AllMechanismsFixture : IAsyncLifetime
{
    private RestanteServer? _server;

    internal RestanteServer Server => _server ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _server = await RestanteServer.StartAsync(new RestanteOptions
    {
        Config = """
            { "auth": { "apop": true, "mechanisms": [
              "PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "CRAM-MD5", "DIGEST-MD5"] } }
            """,
    });

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>The session's record names the mechanism.</summary>
    internal async Task ExpectLoginAsync(MailUser user, string mechanism) => await Eventually.TrueAsync(
        () => Task.FromResult(Server.Output.Split('\n').Any(l =>
            l.Contains(" session-end ", StringComparison.Ordinal) && l.Contains($" user={user.Name} ", StringComparison.Ordinal) && l.Contains($" mechanism={mechanism} ", StringComparison.Ordinal))),
        Eventually.Limit, $"a session of {user.Name} by {mechanism}");
}
