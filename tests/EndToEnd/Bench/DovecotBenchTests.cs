using System.Text.Json.Nodes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Bench;

/// <summary><c>restante bench</c> against somebody else's server.</summary>
public sealed class DovecotBenchTests(DovecotFixture fixture) : IClassFixture<DovecotFixture>, IDisposable
{
    private readonly ScratchFolder _folder = new("bench");

    public void Dispose() => _folder.Dispose();

    [RootTheory]
    [InlineData("session", "none")]
    [InlineData("session", "starttls")]
    [InlineData("retr", "implicit")]
    public async Task Dovecot_is_loaded_without_an_error(string profile, string tls)
    {
        var server = fixture.Server;
        var users = Enumerable.Range(0, 2).Select(_ => server.NextUser()).ToList();
        foreach (var user in users)
        {
            // Without a line's end and with dots: what is hard about the end of a reply.
            user.Maildir.Deliver("Subject: one\n\n.\n..\nend"u8);
            user.Maildir.Deliver("Subject: two\n\nx\n"u8);
        }

        File.WriteAllLines(_folder["users"], users.Select(u => $"{u.Name}:{u.Password}"));
        var run = await RestanteProgram.RunAsync(
        [
            "bench", $"127.0.0.1:{(tls == "implicit" ? server.TlsPort : server.PlainPort)}", "--tls", tls, "--profile", profile, "--users", _folder["users"],
            "--connections", "2", "--in-flight", "4", "--warmup", "0", "--duration", "50", "--count", "40", "--json",
        ]);
        Assert.True(run.ExitCode == 0, $"{run}\n{server.Output}");
        Assert.Equal(profile == "retr" ? 40 : 80, (long)JsonNode.Parse(run.Text)!["mails"]!);
    }
}
