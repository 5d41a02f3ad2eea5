using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>
/// The client tests themselves, tried on a server that is known to work. RESTANTE_TESTS_DOVECOT=all runs every client.
/// </summary>
public sealed class DovecotClientTests : IAsyncLifetime
{
    private DovecotServer? _server;

    public static TheoryData<string, Protection, Afterwards> Cases =>
        Environment.GetEnvironmentVariable("RESTANTE_TESTS_DOVECOT") == "all" ? ClientTheory.Cases() : ClientTheory.Cases("curl", "mpop");

    public async Task InitializeAsync() => _server = Posix.IsRoot ? await DovecotServer.StartAsync() : null;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [RootTheory]
    [MemberData(nameof(Cases))]
    public Task A_client_of_Dovecot_gets_every_octet(string client, Protection protection, Afterwards afterwards) =>
        ClientTheory.FetchesEveryOctetAsync(_server!, client, protection, afterwards);
}
