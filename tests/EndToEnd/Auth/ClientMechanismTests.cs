using Restante.EndToEnd.Clients;
using Restante.EndToEnd.Mail;

namespace Restante.EndToEnd.Auth;

/// <summary>Other people's clients log in by each way that they know and fetch; the record says by which they did.</summary>
public sealed class ClientMechanismTests(AllMechanismsFixture fixture) : IClassFixture<AllMechanismsFixture>
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var client in PopClient.All)
            {
                foreach (var mechanism in client.Mechanisms)
                {
                    cases.Add(client.Name, mechanism);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_client_fetches_by(string client, string mechanism)
    {
        var user = fixture.Server.NextUser();
        await ClientTheory.FetchesEveryOctetAsync(
            fixture.Server, PopClient.Named(client), user, [MailCorpus.Named("dots")], Protection.Plain, Afterwards.Keep, mechanism);
        await fixture.ExpectLoginAsync(user, mechanism);
    }
}
