using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Servers;

/// <summary>One Dovecot for all tests of a class; none where we are not root, as all such tests are skipped then.</summary>
public sealed class DovecotFixture : IAsyncLifetime
{
    private DovecotServer? _server;

    internal DovecotServer Server => _server ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _server = Posix.IsRoot ? await DovecotServer.StartAsync() : null;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
