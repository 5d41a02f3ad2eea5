using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth;

/// <summary>Which mechanism a client takes where nobody tells it.</summary>
public sealed class ClientLoginTests(AllMechanismsFixture fixture) : IClassFixture<AllMechanismsFixture>
{
    [Theory]
    [InlineData("PLAIN", true)]
    [InlineData("SCRAM-SHA-256", false)]
    public async Task Mpop_chooses(string mechanism, bool tls)
    {
        using var home = new ScratchFolder("mpop");
        var user = fixture.Server.NextUser();
        var file = home["mpoprc"];
        await File.WriteAllTextAsync(file, $"""
            account default
            host localhost
            port {(tls ? fixture.Server.TlsPort : fixture.Server.PlainPort)}
            timeout 40
            user {user.Name}
            password {user.Password}
            auth on
            tls {(tls ? "on" : "off")}
            tls_starttls off
            tls_trust_file {(tls ? fixture.Server.CertificateFile : "")}
            uidls_file {home["uidls"]}
            delivery maildir {home.MakeFolder("got")}

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var run = await Tool.RunAsync("mpop", ["-C", file, "-a", "--auth-only"], folder: home.Path);
        Assert.True(run.ExitCode == 0, $"{run}\n{fixture.Server.Output}");
        await fixture.ExpectLoginAsync(user, mechanism);
    }

    [Fact]
    public async Task Curl_takes_USER_where_no_mechanism_is_offered()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = """{ "auth": { "mechanisms": [] } }""" });
        var user = server.NextUser();
        var run = await Tool.RunAsync("curl", ["-sSv", "-m", "30", "-u", $"{user.Name}:{user.Password}", $"pop3://127.0.0.1:{server.PlainPort}/"]);
        Assert.True(run.ExitCode == 0, run.ToString());
        await Eventually.TrueAsync(() => server.Output.Contains("mechanism=USER end=quit", StringComparison.Ordinal), Eventually.Limit, "the session's record");
    }

    /// <summary>It finds CRAM-MD5: the name lies within the first 64 octets.</summary>
    [Fact]
    public async Task Fetchmail_chooses()
    {
        using var home = new ScratchFolder("fetchmail");
        var user = fixture.Server.NextUser();
        var file = home["fetchmailrc"];
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            set no bouncemail
            poll 127.0.0.1 with proto pop3 service {fixture.Server.PlainPort} auth any timeout 40 no dns
              user '{user.Name}' there with password '{user.Password}'
              sslproto ''
              mda 'cat >/dev/null'

            """));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var run = await Tool.RunAsync("fetchmail", ["-f", file, "-v", "--nosyslog", "--pidfile", home["pid"]], folder: home.Path,
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["FETCHMAILHOME"] = home.Path });

        // 1 says: nothing new.
        Assert.True(run.ExitCode is 0 or 1, run.ToString());
        await fixture.ExpectLoginAsync(user, "CRAM-MD5");
    }
}
