using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Auth;

/// <summary>mutt on a terminal fetches by each mechanism that it and we speak.</summary>
public sealed class MuttLoginTests(AllMechanismsFixture fixture) : IClassFixture<AllMechanismsFixture>
{
    [Theory]
    [InlineData("scram-sha-256", "SCRAM-SHA-256", false)]
    [InlineData("scram-sha-1", "SCRAM-SHA-1", false)]
    [InlineData("cram-md5", "CRAM-MD5", false)]
    [InlineData("digest-md5", "DIGEST-MD5", false)]
    [InlineData("apop", "APOP", false)]
    [InlineData("plain", "PLAIN", true)]
    [InlineData("login", "LOGIN", true)]
    [InlineData("user", "USER", true)]
    [InlineData("scram-sha-256", "SCRAM-SHA-256", true)]
    public async Task Mutt_fetches_by(string method, string mechanism, bool tls)
    {
        using var home = new ScratchFolder("mutt");
        var user = fixture.Server.NextUser();
        await fixture.Server.RunVerbAsync(["deliver", "--user", user.Name], "Subject: for mutt\n\nbody\n"u8.ToArray());
        await File.WriteAllTextAsync(home["inbox"], "");
        await File.WriteAllTextAsync(home["muttrc"], $"""
            set pop_host="{(tls ? "pops" : "pop")}://{user.Name}@localhost:{(tls ? fixture.Server.TlsPort : fixture.Server.PlainPort)}"
            set pop_pass="{user.Password}"
            set pop_authenticators="{method}"
            set pop_delete=no
            set spoolfile={home["inbox"]}
            set folder={home.Path}
            set mbox_type=mbox
            set certificate_file={fixture.Server.CertificateFile}
            set ssl_force_tls=no
            set ssl_starttls=no
            set header_cache=""
            set move=no
            set quit=yes

            """);

        // It wants a terminal: expect gives it one, waits for the word, and leaves by the key that mutt leaves by.
        await File.WriteAllTextAsync(home["run"], $$"""
            set timeout 30
            spawn mutt -n -F {{home["muttrc"]}} -f {{home["inbox"]}} -e {push <fetch-mail>}
            expect {
              -re {new message} {}
              timeout { exit 1 }
              eof { exit 2 }
            }
            send "q"
            expect {
              eof {}
              timeout { exit 3 }
            }

            """);
        var run = await Tool.RunAsync("expect", [home["run"]], folder: home.Path,
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm" });

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("Subject: for mutt", await File.ReadAllTextAsync(home["inbox"]), StringComparison.Ordinal);
        await fixture.ExpectLoginAsync(user, mechanism);
    }
}
