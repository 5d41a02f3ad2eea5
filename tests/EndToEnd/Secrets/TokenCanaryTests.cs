using System.Text;
using Restante.EndToEnd.Auth.OAuth;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Secrets;

/// <summary>Known tokens go in, good and bad; then everything the server printed and stored is searched for them and for its own secret.</summary>
public sealed class TokenCanaryTests
{
    private const string Core = "Kw3kanariZq8tPn5";

    [Theory]
    [InlineData("text", false)]
    [InlineData("json", true)]
    public async Task No_token_is_printed_or_stored(string format, bool transcript)
    {
        await using var issuer = await AuthorizationServer.StartAsync();
        var recorded = transcript ? "\"127.0.0.1\"" : "";
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Config = issuer.AskingConfig($$"""{ "log": { "format": "{{format}}", "transcript": [{{recorded}}] } }"""),
        });
        var user = server.NextUser().Name;
        var claims = issuer.Claims(user);
        claims["active"] = true;
        issuer.Active["good." + Core] = claims;

        // A JWT whose claims hold the word in clear: what is cut out of it would show.
        var said = issuer.Claims(user);
        said["secret"] = Core;
        var jwt = issuer.Mint.Sign(said);
        foreach (var (token, good) in new[] { ("good." + Core, true), (jwt, true), ("bad." + Core, false), (jwt[..^8], false), (jwt + Core, false), (Core + "\u00e9", false) })
        {
            foreach (var message in new[] { $"n,a={user},\u0001auth=Bearer {token}\u0001\u0001", $"user={user}\u0001auth=Bearer {token}\u0001\u0001" })
            {
                var mechanism = message[0] == 'n' ? "OAUTHBEARER" : "XOAUTH2";
                var octets = Convert.ToBase64String(Encoding.UTF8.GetBytes(message));
                await TryAsync(server, good, $"AUTH {mechanism} {octets}", "AQ==");
                await TryAsync(server, good, $"AUTH {mechanism}", octets, "");
            }
        }

        await server.Process.StopAsync(TimeSpan.FromSeconds(20));
        foreach (var secret in new[] { Core, "cl1ent", jwt[^40..^10], jwt.Split('.')[1][^30..] })
        {
            var search = new SecretSearch(secret);
            Assert.Empty(search.In(server.Output));
            Assert.Empty(search.InFiles(server.Folder.Path));
        }

        Assert.Contains("OAUTHBEARER", server.Output, StringComparison.Ordinal);
        Assert.Contains("login-failed", server.Output, StringComparison.Ordinal);
    }

    private static async Task TryAsync(RestanteServer server, bool good, params string[] lines)
    {
        await using var session = await server.ConnectAsync();
        await session.SendAsync(string.Concat(lines.Append("QUIT").Select(l => l + "\r\n")));
        if (good)
        {
            // It really is a token, or the search proves nothing.
            Assert.Contains("+OK 0 messages", await session.ReadToEndAsync(Eventually.Limit), StringComparison.Ordinal);
            return;
        }

        try
        {
            // Answers to so many failures may be held back for long; the log is what counts.
            await session.ReadToEndAsync(TimeSpan.FromMilliseconds(300));
        }
        catch (TimeoutException)
        {
        }
    }
}
