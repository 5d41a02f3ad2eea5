using System.Text.Json.Nodes;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Check;

/// <summary>The command against servers that are no fakes: ours, in which it finds nothing, and Dovecot.</summary>
public sealed class RealServerTests(RestanteFixture ours, DovecotFixture dovecot) : IClassFixture<RestanteFixture>, IClassFixture<DovecotFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Our_own_server_has_nothing_wrong(bool tls)
    {
        var findings = await CheckAsync(ours.Server, tls);

        Assert.DoesNotContain(findings, f => !f.StartsWith("info ", StringComparison.Ordinal));
    }

    [RootFact]
    public async Task Dovecot_as_the_tests_set_it_up_has_no_error_in_logins_and_replies()
    {
        foreach (var tls in new[] { false, true })
        {
            var findings = await CheckAsync(dovecot.Server, tls);

            Assert.DoesNotContain(findings, f => !f.StartsWith("info ", StringComparison.Ordinal));
        }
    }

    /// <summary>Severity and code of each finding, and what was seen.</summary>
    private static async Task<IReadOnlyList<string>> CheckAsync(IPop3ServerUnderTest server, bool tls)
    {
        var user = server.NextUser();
        user.Maildir.Deliver("From: a@example.com\nSubject: one\n\nhello\n.dots\n"u8.ToArray());
        user.Maildir.Deliver("From: a@example.com\nSubject: two\n\nhello\n"u8.ToArray());
        using var folder = new ScratchFolder("check");
        await File.WriteAllTextAsync(folder["password"], user.Password + "\n");
        var port = tls ? server.TlsPort : server.PlainPort;
        var result = await RestanteProgram.RunAsync(
            ["check", $"127.0.0.1:{port}", "--ca", server.CertificateFile, "--user", user.Name, "--password-file", folder["password"], "--connections", "2", "--json"]);
        var json = JsonNode.Parse(result.Text)!;
        return [.. json["findings"]!.AsArray().Select(f => $"{f!["severity"]} {f["code"]}: {f["seen"]}")];
    }
}
