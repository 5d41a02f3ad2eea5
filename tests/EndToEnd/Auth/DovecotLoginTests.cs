using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Auth;

/// <summary>Our client's sides against somebody else's server: what both sides of ours got wrong alike would show here.</summary>
public sealed class DovecotLoginTests(DovecotFixture fixture) : IClassFixture<DovecotFixture>
{
    [RootFact]
    public async Task Every_mechanism_of_ours_logs_in_to_Dovecot()
    {
        foreach (var mechanism in new[] { "PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "DIGEST-MD5" })
        {
            var user = fixture.Server.NextUser();
            await using var session = await RawPop3.ConnectAsync(fixture.Server.PlainPort);
            using var password = new Secret(Encoding.UTF8.GetBytes(user.Password));
            using var client = Client(mechanism, user.Name, password);
            var answer = await session.AuthenticateAsync(client);
            Assert.True(answer.StartsWith("+OK", StringComparison.Ordinal), $"{mechanism}: {answer}\n{fixture.Server.Output}");
            Assert.True(client.IsServerProven, mechanism);
        }
    }

    [RootFact]
    public async Task A_wrong_password_is_refused_by_Dovecot()
    {
        foreach (var mechanism in new[] { "SCRAM-SHA-256", "CRAM-MD5", "DIGEST-MD5" })
        {
            await using var session = await RawPop3.ConnectAsync(fixture.Server.PlainPort);
            using var password = new Secret("wrong"u8);
            using var client = Client(mechanism, fixture.Server.NextUser().Name, password);
            Assert.StartsWith("-ERR", await session.AuthenticateAsync(client), StringComparison.Ordinal);
        }
    }

    [RootFact]
    public async Task APOP_logs_in_to_Dovecot()
    {
        var user = fixture.Server.NextUser();
        await using var session = await RawPop3.ConnectAsync(fixture.Server.PlainPort);
        var timestamp = ApopDigest.FindTimestamp(session.Greeting);
        Assert.NotNull(timestamp);
        await session.ExpectOkAsync($"APOP {user.Name} {ApopDigest.Compute(timestamp, Encoding.UTF8.GetBytes(user.Password))}");
    }

    private static SaslClient Client(string mechanism, string user, Secret password) => mechanism switch
    {
        "PLAIN" => new PlainMechanism.Client(user, password),
        "LOGIN" => new LoginMechanism.Client(user, password),
        "SCRAM-SHA-256" => new ScramClient(ScramMechanism.Sha256, user, password),
        "SCRAM-SHA-1" => new ScramClient(ScramMechanism.Sha1, user, password),
        "CRAM-MD5" => new CramMd5Mechanism.Client(user, password),
        _ => new DigestMd5Mechanism.Client(user, password, "localhost"),
    };
}
