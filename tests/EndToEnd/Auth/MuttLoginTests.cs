using Restante.EndToEnd.Clients;
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
        var run = await MuttTerminal.FetchAsync("mutt", home.Path, home["inbox"], $"""
            set pop_host="{(tls ? "pops" : "pop")}://{user.Name}@localhost:{(tls ? fixture.Server.TlsPort : fixture.Server.PlainPort)}"
            set pop_pass="{user.Password}"
            set pop_authenticators="{method}"
            set pop_delete=no
            set certificate_file={fixture.Server.CertificateFile}
            set ssl_starttls=no
            """);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("Subject: for mutt", await File.ReadAllTextAsync(home["inbox"]), StringComparison.Ordinal);
        await fixture.ExpectLoginAsync(user, mechanism);
    }
}
