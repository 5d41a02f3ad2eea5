using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>Other people's clients, all of them, in all their ways, against the server.</summary>
public sealed class RestanteClientTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    public static TheoryData<string, Protection, Afterwards> Cases => ClientTheory.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_client_gets_every_octet(string client, Protection protection, Afterwards afterwards) =>
        ClientTheory.FetchesEveryOctetAsync(fixture.Server, client, protection, afterwards);
}
