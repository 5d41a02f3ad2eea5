using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Auth;

/// <summary>oauth.md and certificates.md lead from nothing to a login.</summary>
public sealed class ManualLoginTests
{
    [Fact]
    public async Task The_page_on_tokens_leads_to_a_login()
    {
        using var folder = new ScratchFolder("page");
        var page = new ManualPage("oauth.md");
        var port = FreePorts.Take(1)[0].ToString(CultureInfo.InvariantCulture);
        await page.RunAsync(folder, script => script.Replace("8443", port, StringComparison.Ordinal));

        // As the page starts it; s_server ends with its standard input unless told otherwise.
        await using var issuer = Daemon.Start(
            "openssl", ["s_server", "-quiet", "-accept", "127.0.0.1:" + port, "-cert", "tls.pem", "-key", "tls.key", "-WWW"], folder["issuer"]);
        await Eventually.TrueAsync(async () => (await Tool.RunAsync("curl", ["-sf", "--cacert", folder["issuer/tls.pem"], $"https://localhost:{port}/jwks"])).ExitCode == 0,
            Eventually.Limit, "the page's issuer");

        await using var server = await StartAsync(page, config => config
            .Replace("8443", port, StringComparison.Ordinal).Replace("issuer/tls.pem", folder["issuer/tls.pem"], StringComparison.Ordinal));
        var token = (await File.ReadAllTextAsync(folder["token"])).Trim();
        var stored = await server.RunVerbAsync(["deliver", "--user", "ann@example.com"], "Subject: x\n\nhello\n"u8.ToArray());
        Assert.True(stored.ExitCode == 0, stored.ToString());
        var run = await Tool.RunAsync("curl", ["-sS", "-u", "ann@example.com", "--oauth2-bearer", token, $"pop3://127.0.0.1:{server.PlainPort}/"]);
        Assert.True(run is { ExitCode: 0, Text: ['1', ' ', ..] }, $"{run}\n{server.Output}");
    }

    [Fact]
    public async Task The_page_on_certificates_leads_to_a_login()
    {
        using var folder = new ScratchFolder("page");
        var page = new ManualPage("certificates.md");
        await page.RunAsync(folder);
        var config = await File.ReadAllTextAsync(folder["restante.json"]);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Config = config.Replace("\"data\": \"data\", ", "", StringComparison.Ordinal)
                .Replace("\"users\" }", $"\"{folder["users"]}\" }}", StringComparison.Ordinal)
                .Replace("clients.pem", folder["clients.pem"], StringComparison.Ordinal),
        });
        var run = await Tool.RunAsync("curl",
            ["-sSk", "--cert", "ann.pem", "--key", "ann.key", "-u", "ann:", "--login-options", "AUTH=EXTERNAL", $"pop3s://127.0.0.1:{server.TlsPort}/"], folder: folder.Path);
        Assert.True(run.ExitCode == 0, $"{run}\n{server.Output}");

        // Where nobody has a password, none is asked for.
        await using var session = await server.ConnectTlsAsync();
        Assert.DoesNotContain("USER", await session.ListAsync("CAPA"));
    }

    [Theory]
    [InlineData("oauthbearer", "OAUTHBEARER")]
    [InlineData("xoauth2", "XOAUTH2")]
    public async Task Mutt_logs_in_as_the_page_on_tokens_says(string method, string mechanism)
    {
        await using var issuer = await OAuth.AuthorizationServer.StartAsync();
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = issuer.Config() });
        using var home = new ScratchFolder("mutt");
        var user = server.NextUser().Name;
        await File.WriteAllTextAsync(home["token"], issuer.TokenFor(user));
        await File.WriteAllTextAsync(home["spool"], "");
        await File.WriteAllTextAsync(home["muttrc"], $"""
            set spoolfile="{home["spool"]}" mbox_type=mbox folder="{home.Path}" pop_delete=no
            set pop_authenticators="{method}"
            set pop_oauth_refresh_command="cat {home["token"]}"
            set ssl_ca_certificates_file="{server.CertificateFile}" ssl_verify_host=no

            """);
        var script = $"""
            set timeout 60
            spawn env TERM=xterm mutt -n -F {home["muttrc"]}
            expect "q:Quit"
            send "c"
            expect "Open mailbox"
            send "pops://{user}@127.0.0.1:{server.TlsPort}/\r"
            expect "127.0.0.1:{server.TlsPort}/ "
            sleep 2
            send "q"
            expect eof
            """;
        await Tool.RunAsync("expect", ["-c", script], folder: home.Path, limit: TimeSpan.FromMinutes(3));
        await Eventually.TrueAsync(() => server.Output.Contains($"session-end user={user} ", StringComparison.Ordinal)
            && server.Output.Contains($" mechanism={mechanism} ", StringComparison.Ordinal), Eventually.Limit, "mutt's session\n" + server.Output);
    }

    private static Task<RestanteServer> StartAsync(ManualPage page, Func<string, string> change) =>
        RestanteServer.StartAsync(new RestanteOptions { Config = change(page.Last("jsonc").Replace("  \"data\": \"data\",\n", "", StringComparison.Ordinal)) });
}
