using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth;

/// <summary>EXTERNAL: the certificate that a client shows in the handshake is its login.</summary>
public sealed class CertificateLoginTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder _folder = new("clients");
    private readonly PrivateCa _ca;
    private RestanteServer? _server;

    public CertificateLoginTests() => _ca = new PrivateCa(_folder.Path);

    private RestanteServer Server => _server!;

    public async Task InitializeAsync() => _server = await RestanteServer.StartAsync(new RestanteOptions
    {
        Config = new JsonObject { ["tls"] = new JsonObject { ["clientCa"] = _ca.RootFile } }.ToJsonString(),
    });

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _ca.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, "-tls1_3")]
    [InlineData(false, "-tls1_2")]
    [InlineData(true, "-tls1_3")]
    [InlineData(true, "-tls1_2")]
    public async Task A_certificate_is_a_login(bool stls, string version)
    {
        var user = Server.NextUser().Name;
        var said = await SayAsync(stls, Certificate(user), version, "CAPA", "AUTH EXTERNAL =", "STAT");
        Assert.Contains("SASL SCRAM-SHA-256 PLAIN LOGIN EXTERNAL\r\n", said, StringComparison.Ordinal);
        Assert.Contains("+OK 0 messages (0 octets)", said, StringComparison.Ordinal);
        Assert.Contains("+OK 0 0", said, StringComparison.Ordinal);
        await ExpectLoginAsync(user);
    }

    [Fact]
    public async Task It_is_so_again_in_the_next_connection_of_one_TLS_session()
    {
        var user = Server.NextUser().Name;
        var files = Certificate(user);
        foreach (var option in new[] { "-sess_out", "-sess_in" })
        {
            var said = await SayAsync(stls: false, files, option, "AUTH EXTERNAL =", _folder["session"]);
            Assert.Contains("+OK 0 messages", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_shows_none_is_served_and_not_offered_it()
    {
        var user = Server.NextUser();
        await using var session = await Server.ConnectTlsAsync();
        Assert.Contains("SASL SCRAM-SHA-256 PLAIN LOGIN", await session.ListAsync("CAPA"));
        Assert.Equal("-ERR this mechanism is not offered", await session.ExpectErrorAsync("AUTH EXTERNAL ="));
        await session.LoginAsync(user.Name, user.Password);
    }

    [Fact]
    public async Task A_certificate_that_is_not_sound_counts_for_nothing_and_is_recorded()
    {
        using var stranger = new PrivateCa(_folder.Path, "stranger");
        var user = Server.NextUser().Name;
        foreach (var (files, why) in new[]
        {
            (stranger.IssueForClient("x", user), "its issuer is not in tls.clientCa"),
            (_ca.IssueForClient("x", user, days: -1), "expired, or not valid yet"),
            (_ca.IssueForClient("x", user, PrivateCa.ForServers), "not for clients (extended key usage)"),
        })
        {
            var said = await SayAsync(stls: false, files, "-tls1_3", "AUTH EXTERNAL =");
            Assert.Contains("-ERR this mechanism is not offered", said, StringComparison.Ordinal);
            await ExpectRecordAsync($"certificate-ignored address=127.0.0.1 subject=\"CN=x\" reason=\"{why}\"");
        }
    }

    [Fact]
    public async Task It_opens_nobody_elses_mailbox()
    {
        var (ann, bob) = (Server.NextUser().Name, Server.NextUser().Name);
        var said = await SayAsync(stls: false, Certificate(bob), "-tls1_3", $"AUTH EXTERNAL {Convert.ToBase64String(Encoding.ASCII.GetBytes(ann))}");
        Assert.Contains("-ERR [AUTH] the user name or the password is wrong", said, StringComparison.Ordinal);
        await ExpectRecordAsync($"login-failed user={ann} address=127.0.0.1 mechanism=EXTERNAL tls=TLSv1.3 reason=\"the certificate is not this user's\"");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curl_logs_in(bool stls)
    {
        var user = Server.NextUser().Name;
        var (certificate, key) = Certificate(user);
        var run = await Tool.RunAsync("curl",
        [
            "-sSv", "-m", "30", "--cacert", Server.CertificateFile, "--cert", certificate, "--key", key, "-u", user + ":",
            "--login-options", "AUTH=EXTERNAL", .. stls ? ["--ssl-reqd"] : Array.Empty<string>(),
            stls ? $"pop3://127.0.0.1:{Server.PlainPort}/" : $"pop3s://127.0.0.1:{Server.TlsPort}/",
        ]);
        Assert.True(run.ExitCode == 0, run.ToString());
        await ExpectLoginAsync(user);
    }

    [Theory]
    [InlineData("external")]
    [InlineData("externanon")]
    public async Task S_nail_logs_in(string method)
    {
        using var home = new ScratchFolder("s-nail");
        var user = Server.NextUser().Name;
        var (certificate, key) = Certificate(user);
        await File.WriteAllTextAsync(home["mailrc"], $"""
            set v15-compat
            set tls-verify=strict tls-ca-no-defaults tls-ca-file={Server.CertificateFile}
            set tls-config-pairs='Certificate={certificate},PrivateKey={key}'
            set pop3-auth={method}

            """);
        var run = await Tool.RunAsync("s-nail", ["-:u", "-#", "-R", "-f", $"pop3s://{user}@localhost:{Server.TlsPort}"], "quit\n"u8.ToArray(), home.Path,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["MAILRC"] = home["mailrc"] });
        Assert.True(run.ExitCode == 0, $"{run}\n{Server.Output}");
        await ExpectLoginAsync(user);
    }

    [Fact]
    public async Task Mpop_logs_in()
    {
        using var home = new ScratchFolder("mpop");
        var user = Server.NextUser().Name;
        var (certificate, key) = Certificate(user);
        var file = home["mpoprc"];
        await File.WriteAllTextAsync(file, $"""
            account default
            host localhost
            port {Server.TlsPort}
            timeout 40
            user {user}
            auth external
            tls on
            tls_starttls off
            tls_trust_file {Server.CertificateFile}
            tls_cert_file {certificate}
            tls_key_file {key}
            uidls_file {home["uidls"]}
            delivery maildir {home.MakeFolder("got")}

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var run = await Tool.RunAsync("mpop", ["-C", file, "-a", "--auth-only"], folder: home.Path);
        Assert.True(run.ExitCode == 0, $"{run}\n{Server.Output}");
        await ExpectLoginAsync(user);
    }

    private (string Certificate, string Key) Certificate(string user) => _ca.IssueForClient("somebody", user);

    /// <summary>What the server says to these lines through openssl s_client.</summary>
    private async Task<string> SayAsync(bool stls, (string Certificate, string Key) files, string version, params string[] lines)
    {
        string[] where = stls
            ? ["-connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Server.PlainPort}"), "-starttls", "pop3"]
            : ["-connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Server.TlsPort}")];
        string[] session = version.StartsWith("-sess", StringComparison.Ordinal) ? [version, lines[^1]] : [version];
        lines = version.StartsWith("-sess", StringComparison.Ordinal) ? lines[..^1] : lines;
        var run = await Tool.RunAsync("openssl",
            ["s_client", .. where, .. session, "-quiet", "-cert", files.Certificate, "-cert_chain", files.Certificate, "-key", files.Key],
            Encoding.ASCII.GetBytes(string.Concat(lines.Append("QUIT").Select(l => l + "\r\n"))));
        return run.Text;
    }

    private Task ExpectRecordAsync(string record) => Eventually.TrueAsync(
        () => Server.Output.Contains(record, StringComparison.Ordinal), Eventually.Limit, record + "\n" + Server.Output);

    private Task ExpectLoginAsync(string user) => Eventually.TrueAsync(
        () => Task.FromResult(Server.Output.Split('\n').Any(l => l.Contains(" session-end ", StringComparison.Ordinal)
            && l.Contains($"user={user} ", StringComparison.Ordinal) && l.Contains("mechanism=EXTERNAL ", StringComparison.Ordinal))),
        Eventually.Limit, $"a session of {user} by EXTERNAL");
}
