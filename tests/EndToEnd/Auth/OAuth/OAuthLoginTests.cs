using System.Text;
using System.Text.Json.Nodes;
using Restante.EndToEnd.Clients;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Auth.OAuth;

/// <summary>Logins by token: by hand, by our client's side, and by other people's clients.</summary>
public sealed class OAuthLoginTests(OAuthFixture fixture) : IClassFixture<OAuthFixture>
{
    public static TheoryData<string> Mechanisms => ["OAUTHBEARER", "XOAUTH2"];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Our_client_logs_in(string mechanism)
    {
        var user = fixture.Server.NextUser().Name;
        await using var session = await fixture.Server.ConnectTlsAsync();
        Assert.Contains("SASL SCRAM-SHA-256 PLAIN LOGIN OAUTHBEARER XOAUTH2", await session.ListAsync("CAPA"));
        using var token = Secret(fixture.Issuer.TokenFor(user));
        using var client = Client(mechanism, user, token);
        Assert.StartsWith("+OK", await session.AuthenticateAsync(client), StringComparison.Ordinal);
        await session.ExpectOkAsync("QUIT");
        await fixture.ExpectRecordAsync("session-end", $"user={user} ", $"mechanism={mechanism} ");
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task The_token_may_come_in_a_second_line(string mechanism)
    {
        var user = fixture.Server.NextUser().Name;
        using var token = Secret(fixture.Issuer.TokenFor(user));
        using var client = Client(mechanism, user, token);
        await using var session = await fixture.Server.ConnectAsync();
        Assert.Equal("+ ", await session.CommandAsync($"AUTH {mechanism}"));
        await session.ExpectOkAsync(Convert.ToBase64String(client.Begin()!));
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task A_refusal_is_explained_to_the_client_and_recorded_once(string mechanism)
    {
        var user = fixture.Server.NextUser().Name;
        using var token = Secret(fixture.Issuer.TokenFor(user, seconds: -600));
        using var client = Client(mechanism, user, token);
        await using var session = await fixture.Server.ConnectAsync();
        Assert.Equal("-ERR [AUTH] the user name or the password is wrong", await session.AuthenticateAsync(client));
        var refusal = JsonNode.Parse(((BearerClient)client).Refusal!)!.AsObject();
        Assert.Equal(("invalid_token", "mail"), ((string?)refusal["status"], (string?)refusal["scope"]));
        Assert.Equal(fixture.Issuer.Issuer + "/.well-known/openid-configuration", (string?)refusal["openid-configuration"]);
        await fixture.ExpectRecordAsync("login-failed", $"user={user} ", $"mechanism={mechanism} ", "reason=\"the token has expired\"");
        Assert.Single(fixture.Server.Output.Split('\n'), l => l.Contains(" login-failed ", StringComparison.Ordinal) && l.Contains($"user={user} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_elses_token_opens_nothing()
    {
        var (ann, bob) = (fixture.Server.NextUser().Name, fixture.Server.NextUser().Name);
        using var token = Secret(fixture.Issuer.TokenFor(bob));
        using var client = Client("XOAUTH2", ann, token);
        await using var session = await fixture.Server.ConnectAsync();
        Assert.StartsWith("-ERR [AUTH]", await session.AuthenticateAsync(client), StringComparison.Ordinal);
        await fixture.ExpectRecordAsync("login-failed", $"user={ann} ", $"reason=\"the token is for {bob}\"");
    }

    [Fact]
    public async Task An_opaque_token_is_asked_about()
    {
        var user = fixture.Server.NextUser().Name;
        var claims = fixture.Issuer.Claims(user);
        claims["active"] = true;
        fixture.Issuer.Active["opaque-" + user] = claims;
        using var token = Secret("opaque-" + user);
        var asked = Asked();
        for (var i = 0; i < 3; i++)
        {
            using var client = Client("OAUTHBEARER", user, token);
            await using var session = await fixture.Server.ConnectAsync();
            Assert.StartsWith("+OK", await session.AuthenticateAsync(client), StringComparison.Ordinal);
            await session.ExpectOkAsync("QUIT");
        }

        Assert.Equal(asked + 1, Asked());
        using var wrong = Secret("opaque-wrong");
        using var guesser = Client("OAUTHBEARER", user, wrong);
        await using var last = await fixture.Server.ConnectAsync();
        Assert.StartsWith("-ERR [AUTH]", await last.AuthenticateAsync(guesser), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stands_in_no_file_needs_the_token_alone()
    {
        var user = "only-there@example.com";
        Directory.CreateDirectory(Path.Combine(fixture.Server.MailRoot, user, "Maildir"));
        using var token = Secret(fixture.Issuer.TokenFor(user));
        using var client = Client("OAUTHBEARER", user, token);
        await using var session = await fixture.Server.ConnectAsync();
        Assert.StartsWith("+OK", await session.AuthenticateAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Curl_logs_in(bool tls)
    {
        var user = fixture.Server.NextUser().Name;
        var run = await CurlAsync(fixture.Server, user, fixture.Issuer.TokenFor(user), tls);
        Assert.True(run.ExitCode == 0, run.ToString());
        await fixture.ExpectRecordAsync("session-end", $"user={user} ", "mechanism=OAUTHBEARER ");
    }

    [Fact]
    public async Task Curl_logs_in_by_XOAUTH2_where_that_alone_is_offered()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Config = fixture.Issuer.Config("""{ "auth": { "mechanisms": ["XOAUTH2"] } }"""),
        });
        var user = server.NextUser().Name;
        var run = await CurlAsync(server, user, fixture.Issuer.TokenFor(user), tls: true);
        Assert.True(run.ExitCode == 0, run.ToString());
        await Eventually.TrueAsync(() => server.Output.Contains("mechanism=XOAUTH2 end=quit", StringComparison.Ordinal), Eventually.Limit, "the session's record");
        var refused = await CurlAsync(server, user, "not-a-token", tls: true);
        Assert.Equal(67, refused.ExitCode);
    }

    [Fact]
    public async Task Curl_is_told_that_its_token_is_refused()
    {
        var user = fixture.Server.NextUser().Name;
        var run = await CurlAsync(fixture.Server, user, "not-a-token", tls: true);
        Assert.Equal(67, run.ExitCode); // CURLE_LOGIN_DENIED
        await fixture.ExpectRecordAsync("login-failed", $"user={user} ", "mechanism=OAUTHBEARER ");
    }

    [Theory]
    [InlineData("oauthbearer", "OAUTHBEARER")]
    [InlineData("xoauth2", "XOAUTH2")]
    public async Task Mpop_logs_in_by(string method, string mechanism)
    {
        using var home = new ScratchFolder("mpop");
        var user = fixture.Server.NextUser().Name;
        await File.WriteAllTextAsync(home["token"], fixture.Issuer.TokenFor(user));
        var file = home["mpoprc"];
        await File.WriteAllTextAsync(file, $"""
            account default
            host localhost
            port {fixture.Server.TlsPort}
            timeout 40
            user {user}
            passwordeval cat {home["token"]}
            auth {method}
            tls on
            tls_starttls off
            tls_trust_file {fixture.Server.CertificateFile}
            uidls_file {home["uidls"]}
            delivery maildir {home.MakeFolder("got")}

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var run = await Tool.RunAsync("mpop", ["-C", file, "-a", "--auth-only"], folder: home.Path);
        Assert.True(run.ExitCode == 0, $"{run}\n{fixture.Server.Output}");
        await fixture.ExpectRecordAsync("session-end", $"user={user} ", $"mechanism={mechanism} ");
    }

    /// <summary>neomutt refuses by itself, and says so, what would make its response 1,024 octets long: a signed token that is not short.</summary>
    [Theory]
    [InlineData("mutt", "oauthbearer", "OAUTHBEARER", false)]
    [InlineData("mutt", "xoauth2", "XOAUTH2", false)]
    [InlineData("neomutt", "oauthbearer", "OAUTHBEARER", true)]
    public async Task Mutt_logs_in_by(string program, string method, string mechanism, bool opaque)
    {
        using var home = new ScratchFolder(program);
        var user = fixture.Server.NextUser().Name;
        var token = opaque ? "for-" + user : fixture.Issuer.TokenFor(user);
        if (opaque)
        {
            var claims = fixture.Issuer.Claims(user);
            claims["active"] = true;
            fixture.Issuer.Active[token] = claims;
        }

        await File.WriteAllTextAsync(home["token"], token);
        await File.WriteAllTextAsync(home["inbox"], "");
        var run = await MuttTerminal.FetchAsync(program, home.Path, home["inbox"], $"""
            set pop_host="pops://{user}@localhost:{fixture.Server.TlsPort}"
            set pop_authenticators="{method}"
            set pop_oauth_refresh_command="cat {home["token"]}"
            set pop_delete=no
            set certificate_file={fixture.Server.CertificateFile}
            """);
        Assert.True(run.ExitCode == 0, $"{run}\n{fixture.Server.Output}");
        await fixture.ExpectRecordAsync("session-end", $"user={user} ", $"mechanism={mechanism} ");
    }

    /// <summary>What it calls oauthbearer is XOAUTH2 on the wire, in one line however long that gets, and inside TLS only.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S_nail_logs_in(bool stls)
    {
        using var home = new ScratchFolder("s-nail");
        var user = fixture.Server.NextUser();
        user.Maildir.DeliverAll([MailCorpus.Named("dots")]);
        await File.WriteAllTextAsync(home["mailrc"], $"""
            set v15-compat
            set tls-verify=strict tls-ca-no-defaults tls-ca-file={fixture.Server.CertificateFile}
            set newfolders=maildir
            set pop3-auth=oauthbearer
            {(stls ? "set pop3-use-starttls" : "")}

            """);
        var (scheme, port) = stls ? ("pop3", fixture.Server.PlainPort) : ("pop3s", fixture.Server.TlsPort);
        var run = await Tool.RunAsync("s-nail",
            ["-:u", "-#", "-R", "-f", $"{scheme}://{user.Name}:{fixture.Issuer.TokenFor(user.Name)}@localhost:{port}"],
            Encoding.ASCII.GetBytes($"copy * \"{home["box"]}\"\nquit\n"), home.Path,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["MAILRC"] = home["mailrc"] });
        Assert.True(run.ExitCode == 0, $"{run}\n{fixture.Server.Output}");
        Assert.Contains("X-Corpus: dots", Encoding.Latin1.GetString(Assert.Single(await PopClient.ReadFolderAsync(home["box"]))), StringComparison.Ordinal);
        await fixture.ExpectRecordAsync("session-end", $"user={user.Name} ", "mechanism=XOAUTH2 ");
    }

    /// <summary>It takes OAUTHBEARER where that is offered, whatever its login options say.</summary>
    private static Task<ToolResult> CurlAsync(RestanteServer server, string user, string token, bool tls)
    {
        var (scheme, port) = tls ? ("pop3s", server.TlsPort) : ("pop3", server.PlainPort);
        return Tool.RunAsync("curl",
        [
            "-sSv", "-m", "30", "--cacert", server.CertificateFile, "-u", user, "--oauth2-bearer", token,
            $"{scheme}://127.0.0.1:{port}/",
        ]);
    }

    /// <summary>How often the issuer was asked about a token, by this test and those before it.</summary>
    private int Asked() => fixture.Issuer.Requests.Count(r => r == "/introspect");

    private static Secret Secret(string token) => new(Encoding.ASCII.GetBytes(token));

    private static SaslClient Client(string mechanism, string user, Secret token) => mechanism == "XOAUTH2"
        ? new XOAuth2Mechanism.Client(user, token)
        : new OAuthBearerMechanism.Client(user, token, "localhost", 110);
}
