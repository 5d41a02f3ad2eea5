using Restante.EndToEnd.Clients;
using Restante.EndToEnd.Mail;

namespace Restante.EndToEnd.Auth;

/// <summary>Other people's clients log in by each way that they know and fetch; the record says by which they did.</summary>
public sealed class ClientMechanismTests(AllMechanismsFixture fixture) : IClassFixture<AllMechanismsFixture>
{
    /// <summary>Each client by each way inside each protection, keeping and deleting.</summary>
    public static TheoryData<string, string, Protection, Afterwards> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, Protection, Afterwards>();
            foreach (var client in PopClient.All)
            {
                foreach (var mechanism in client.Mechanisms)
                {
                    foreach (var protection in Enum.GetValues<Protection>().Where(p => client.Speaks(p) && client.LogsInBy(mechanism, p)))
                    {
                        cases.Add(client.Name, mechanism, protection, Afterwards.Keep);
                        cases.Add(client.Name, mechanism, protection, Afterwards.Delete);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_client_fetches_by(string client, string mechanism, Protection protection, Afterwards afterwards)
    {
        var user = fixture.Server.NextUser();
        await ClientTheory.FetchesEveryOctetAsync(
            fixture.Server, PopClient.Named(client), user, [MailCorpus.Named("dots")], protection, afterwards, mechanism);
        await fixture.ExpectLoginAsync(user, mechanism);
    }
}
