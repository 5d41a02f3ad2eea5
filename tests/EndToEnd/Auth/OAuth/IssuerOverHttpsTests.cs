using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Auth.OAuth;
using Restante.Server.Config;
using Restante.Unit.Fakes;

namespace Restante.EndToEnd.Auth.OAuth;

/// <summary>The authorization server over a real connection: who is believed, what becomes of new keys, and of an outage.</summary>
public sealed class IssuerOverHttpsTests
{
    [Fact]
    public async Task A_new_key_is_found_and_the_old_one_forgotten()
    {
        await using var issuer = await AuthorizationServer.StartAsync();
        var time = new ManualTime();
        using var source = Open(issuer, issuer.CaFile, time);
        var old = Token(issuer, time);
        Assert.IsType<TokenOutcome.Good>(await CheckAsync(source, old));

        issuer.Rotate();
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<TokenOutcome.Good>(await CheckAsync(source, Token(issuer, time)));
        Assert.IsType<TokenOutcome.Refused>(await CheckAsync(source, old));
        Assert.Equal(2, issuer.Requests.Count(r => r == "/jwks"));
    }

    [Fact]
    public async Task An_issuer_whose_certificate_is_not_trusted_is_not_believed()
    {
        await using var issuer = await AuthorizationServer.StartAsync();
        using var folder = new ScratchFolder("ca");
        using var other = new PrivateCa(folder.Path);
        foreach (var ca in new[] { "", other.RootFile })
        {
            using var source = Open(issuer, ca, new ManualTime());
            var e = await Assert.ThrowsAsync<CredentialStoreException>(() => CheckAsync(source, issuer.TokenFor("ann")));
            Assert.Contains("certificate", e.Message, StringComparison.Ordinal);
        }

        Assert.Empty(issuer.Requests);
    }

    [Fact]
    public async Task A_redirect_leads_nowhere()
    {
        await using var issuer = await AuthorizationServer.StartAsync();
        issuer.Redirects = true;
        using var source = Open(issuer, issuer.CaFile, new ManualTime());
        await Assert.ThrowsAsync<CredentialStoreException>(() => CheckAsync(source, issuer.TokenFor("ann")));
        Assert.DoesNotContain("/elsewhere", issuer.Requests);
    }

    [Fact]
    public async Task An_issuer_that_is_down_is_an_outage_told_once_and_no_wrong_token()
    {
        await using var issuer = await AuthorizationServer.StartAsync();
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = issuer.Config() });
        var user = server.NextUser().Name;
        var token = issuer.TokenFor(user);
        await issuer.StopAsync();
        for (var i = 0; i < 3; i++)
        {
            await using var session = await server.ConnectAsync();
            using var secret = new Secret(Encoding.ASCII.GetBytes(token));
            using var client = new OAuthBearerMechanism.Client(user, secret);
            Assert.Equal("-ERR [SYS/TEMP] service temporarily unavailable, try again later", await session.AuthenticateAsync(client));
        }

        await Eventually.TrueAsync(
            () => server.Output.Split(" login-unavailable ").Length == 4, Eventually.Limit, "the records of the three logins");
        Assert.Single(server.Output.Split('\n'), l => l.Contains(" source-down source=oauth ", StringComparison.Ordinal));
        Assert.DoesNotContain("login-failed", server.Output, StringComparison.Ordinal);

        // Passwords do not depend on it.
        await using var other = await server.LoginAsync(server.NextUser());
    }

    private static TokenSource Open(AuthorizationServer issuer, string ca, ManualTime time) => new(
        new OAuthOptions { Issuer = issuer.Issuer, Scope = "mail", Claim = "preferred_username", CaFile = ca },
        null, IssuerHttp.Open(ca, time), TimeSpan.Zero, time, NullLogger.Instance);

    private static string Token(AuthorizationServer issuer, ManualTime time)
    {
        var claims = issuer.Claims("ann");
        claims["exp"] = time.GetUtcNow().ToUnixTimeSeconds() + 300;
        return issuer.Mint.Sign(claims);
    }

    private static async Task<TokenOutcome> CheckAsync(TokenSource source, string token)
    {
        using var secret = new Secret(Encoding.ASCII.GetBytes(token));
        return await source.CheckAsync("ann", secret, default);
    }
}
