using System.Text.Json.Nodes;
using System.Xml.Linq;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Conform;

/// <summary>The whole suite against our own server: nothing fails, and next to nothing is left out.</summary>
public sealed class OurConformanceTests
{
    /// <summary>Everything that is announced has its cases: so everything is switched on. RFC 6856 to the letter (§2.1) is a setting, too.</summary>
    private const string Config = """{ "auth": { "apop": true, "mechanisms": ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"] }, "mail": { "utf8Headers": "refuse" } }""";

    [Fact]
    public async Task Our_own_server_fails_nothing_in_clear_text_and_inside_TLS()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = Config });
        var reports = await Task.WhenAll(
            RunAsync(server, server.PlainPort, "none", []),
            RunAsync(server, server.TlsPort, "implicit", ["--case", "implicit-*", "--case", "list-*", "--case", "pipelined-*"]),
            RunAsync(server, server.PlainPort, "starttls", ["--clause", "RFC2595", "--clause", "RFC5034"]));

        foreach (var (report, least) in reports.Zip((int[])[330, 30, 30]))
        {
            Assert.Empty(report["cases"]!.AsArray().Where(c => (string)c!["verdict"]! is "fail" or "not tried").Select(c => $"{c!["name"]}: {c["why"]}"));
            Assert.InRange((int)report["passed"]!, least, int.MaxValue);
        }
    }

    [Fact]
    public async Task Without_a_seed_no_message_is_touched()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        user.Maildir.Deliver("Subject: mine\n\nprecious\n"u8.ToArray());
        var before = user.Maildir.Inventory();
        using var folder = new ScratchFolder("conform");
        await File.WriteAllTextAsync(folder["password"], user.Password + "\n");

        var run = await RestanteProgram.RunAsync(["conform", $"127.0.0.1:{server.PlainPort}", "--tls", "none", "--user", user.Name, "--password-file", folder["password"], "--json"]);

        var report = JsonNode.Parse(run.Text)!;
        Assert.Equal(0, (int)report["failed"]!);
        Assert.InRange((int)report["passed"]!, 50, int.MaxValue);
        Assert.Contains(report["cases"]!.AsArray(), c => (string)c!["why"]! == "no --seed");
        Assert.Equal(before, user.Maildir.Inventory());
    }

    [Fact]
    public async Task Without_a_user_the_cases_before_login_run()
    {
        await using var server = await RestanteServer.StartAsync();
        using var folder = new ScratchFolder("conform");
        var run = await RestanteProgram.RunAsync(["conform", $"127.0.0.1:{server.PlainPort}", "--tls", "none", "--clause", "RFC1939§4", "--junit", folder["junit.xml"]]);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("not applicable:", run.Text, StringComparison.Ordinal);
        var suite = XDocument.Load(folder["junit.xml"]).Root!.Elements("testsuite").Single(s => s.Attribute("name")!.Value == "RFC 1939 §4");
        Assert.Contains(suite.Elements("testcase"), c => c.Attribute("name")!.Value == "greeting-is-ok" && !c.HasElements);
        Assert.Contains(suite.Elements("testcase"), c => c.Element("skipped")?.Attribute("message")!.Value.EndsWith("no --user", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task When_the_time_is_over_the_rest_is_not_tried()
    {
        await using var server = await RestanteServer.StartAsync();
        var run = await RestanteProgram.RunAsync(["conform", $"127.0.0.1:{server.PlainPort}", "--tls", "none", "--limit", "0.00001", "--json"]);
        Assert.True(run.ExitCode == 69, run.ToString());
        Assert.Contains("--limit", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so()
    {
        var run = await RestanteProgram.RunAsync(["conform", $"127.0.0.1:{FreePorts.Take(1)[0]}", "--timeout", "3"]);
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("refused", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed", "maildir:/tmp")]
    [InlineData("--case", "no-such-case")]
    [InlineData("--limit", "0")]
    public async Task A_wrong_command_line_is_64(string option, string value) =>
        Assert.Equal(64, (await RestanteProgram.RunAsync(["conform", "127.0.0.1:1", option, value])).ExitCode);

    private static async Task<JsonNode> RunAsync(RestanteServer server, int port, string tls, string[] more)
    {
        var user = server.NextUser();
        using var folder = new ScratchFolder("conform");
        await File.WriteAllTextAsync(folder["password"], user.Password + "\n");
        var run = await RestanteProgram.RunAsync(
        [
            "conform", $"127.0.0.1:{port}", "--tls", tls, "--ca", server.CertificateFile, "--user", user.Name, "--password-file", folder["password"],
            "--seed", $"maildir:{user.Maildir.FolderPath}", "--json", .. more,
        ]);
        Assert.DoesNotContain(user.Password, run.Text, StringComparison.Ordinal);
        return JsonNode.Parse(run.Text) ?? throw new InvalidOperationException(run.ToString());
    }
}
