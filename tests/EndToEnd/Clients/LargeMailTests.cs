using System.Globalization;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>What is large, once for each client: a message of 50 MB among thousands of small ones.</summary>
public sealed class LargeMailTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    private static readonly Lazy<CorpusMessage> FiftyMegabytes = new(() => new("fifty-megabytes", MailCorpus.Large("fifty-megabytes", 50_000_000)));

    private static readonly Lazy<CorpusMessage[]> Small = new(() =>
        [.. Enumerable.Range(1, 2_000).Select(i => new CorpusMessage(string.Create(CultureInfo.InvariantCulture, $"small-{i}"), MailCorpus.Small(i)))]);

    public static TheoryData<string> Clients => [.. PopClient.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Clients))]
    public Task A_client_gets_fifty_megabytes_and_thousands_of_small_ones(string name)
    {
        var client = PopClient.Named(name);
        return ClientTheory.FetchesEveryOctetAsync(
            fixture.Server, client, fixture.Server.NextUser(), [FiftyMegabytes.Value, .. Small.Value.Take(client.Many)],
            client.Speaks(Protection.Plain) ? Protection.Plain : Protection.Tls, Afterwards.Delete);
    }
}
