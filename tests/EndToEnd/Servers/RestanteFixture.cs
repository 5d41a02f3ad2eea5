namespace Restante.EndToEnd.Servers;

/// <summary>One server for all tests of a class; each test takes users of its own.</summary>
public sealed class RestanteFixture : IAsyncLifetime
{
    private RestanteServer? _server;

    internal RestanteServer Server => _server ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _server = await RestanteServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
