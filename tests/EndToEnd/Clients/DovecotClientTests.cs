using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>
/// The client tests themselves, tried on a server that is known to work. RESTANTE_TESTS_DOVECOT=all runs every client.
/// </summary>
public sealed class DovecotClientTests(DovecotFixture fixture) : IClassFixture<DovecotFixture>
{
    public static TheoryData<string, Protection, Afterwards> Cases =>
        Environment.GetEnvironmentVariable("RESTANTE_TESTS_DOVECOT") == "all" ? ClientTheory.Cases() : ClientTheory.Cases("curl", "mpop");

    [RootTheory]
    [MemberData(nameof(Cases))]
    public Task A_client_of_Dovecot_gets_every_octet(string client, Protection protection, Afterwards afterwards) =>
        ClientTheory.FetchesEveryOctetAsync(fixture.Server, client, protection, afterwards);
}
