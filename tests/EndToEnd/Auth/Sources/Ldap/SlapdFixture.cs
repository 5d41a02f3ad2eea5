namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>One directory for all tests of a class that leave it as it is.</summary>
public sealed class SlapdFixture : IAsyncLifetime
{
    private SlapdServer? _server;

    internal SlapdServer Server => _server ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _server = await SlapdServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
