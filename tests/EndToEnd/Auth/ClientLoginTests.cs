using System.Globalization;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth;

/// <summary>Other people's clients log in by each mechanism that they and we speak. The record says by which they did.</summary>
public sealed class ClientLoginTests(AllMechanismsFixture fixture) : IClassFixture<AllMechanismsFixture>
{
    [Theory]
    [InlineData("PLAIN", false)]
    [InlineData("LOGIN", false)]
    [InlineData("CRAM-MD5", false)]
    [InlineData("DIGEST-MD5", false)]
    [InlineData("CRAM-MD5", true)] // Debian builds curl without GNU SASL, and so without SCRAM
    public async Task Curl_logs_in_by(string mechanism, bool tls)
    {
        var user = fixture.Server.NextUser();
        var (scheme, port) = tls ? ("pop3s", fixture.Server.TlsPort) : ("pop3", fixture.Server.PlainPort);
        var run = await Tool.RunAsync("curl",
        [
            "-sSv", "-m", "30", "--cacert", fixture.Server.CertificateFile, "-u", $"{user.Name}:{user.Password}",
            "--login-options", "AUTH=" + mechanism, $"{scheme}://127.0.0.1:{port}/",
        ]);
        Assert.True(run.ExitCode == 0, run.ToString());
        await fixture.ExpectLoginAsync(user, mechanism);
    }

    [Theory]
    [InlineData("scram-sha-256", "SCRAM-SHA-256", false)]
    [InlineData("scram-sha-1", "SCRAM-SHA-1", false)]
    [InlineData("cram-md5", "CRAM-MD5", false)]
    [InlineData("digest-md5", "DIGEST-MD5", false)]
    [InlineData("apop", "APOP", false)]
    [InlineData("plain", "PLAIN", true)]
    [InlineData("login", "LOGIN", true)]
    [InlineData("scram-sha-256", "SCRAM-SHA-256", true)]
    [InlineData("on", "PLAIN", true)] // its own choice
    [InlineData("on", "SCRAM-SHA-256", false)]
    public async Task Mpop_logs_in_by(string method, string mechanism, bool tls)
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
            auth {method}
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

    [Theory]
    [InlineData("pop3", "cram-md5", "CRAM-MD5")]
    [InlineData("pop3", "any", "CRAM-MD5")] // its own choice: the name lies within the first 64 octets
    [InlineData("apop", "any", "APOP")]
    public async Task Fetchmail_logs_in_by(string protocol, string method, string mechanism)
    {
        using var home = new ScratchFolder("fetchmail");
        var user = fixture.Server.NextUser();
        var file = home["fetchmailrc"];
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            set no bouncemail
            poll 127.0.0.1 with proto {protocol} service {fixture.Server.PlainPort} auth {method} timeout 40 no dns
              user '{user.Name}' there with password '{user.Password}'
              sslproto ''
              mda 'cat >/dev/null'

            """));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var run = await Tool.RunAsync("fetchmail", ["-f", file, "-v", "--nosyslog"], folder: home.Path,
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["FETCHMAILHOME"] = home.Path });

        // 1 says: nothing new.
        Assert.True(run.ExitCode is 0 or 1, run.ToString());
        await fixture.ExpectLoginAsync(user, mechanism);
    }
}
