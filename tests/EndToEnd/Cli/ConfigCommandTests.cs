using System.Text.Json.Nodes;
using Restante.Server.Transport;

namespace Restante.EndToEnd.Cli;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly RestanteProcess _restante = new();

    [Fact]
    public async Task Check_names_files_that_are_missing_or_do_not_fit()
    {
        SelfSignedCertificate.Ensure(_restante.PathOf("a.pem"), _restante.PathOf("a.key"), "pop", TimeProvider.System);
        SelfSignedCertificate.Ensure(_restante.PathOf("b.pem"), _restante.PathOf("b.key"), "pop", TimeProvider.System);
        _restante.Write("users", "ann:{PLAIN}x\nnonsense\n");
        _restante.Write("faulty.json", """
            {
              "hostname": "pop",
              "tls": { "certificate": "a.pem", "key": "b.key" },
              "users": { "file": "users" }
            }
            """);
        _restante.Write("missing.json", """{ "tls": { "certificate": "c.pem", "key": "a.key" }, "users": { "file": "nobody" } }""");

        var faulty = await _restante.RunAsync("config check --config faulty.json");
        Assert.Equal(78, faulty.Code);
        Assert.Contains("faulty.json:3:27: error: tls.certificate: ", faulty.Output, StringComparison.Ordinal);
        Assert.Contains("make no pair", faulty.Output, StringComparison.Ordinal);
        Assert.Contains($"faulty.json:4:22: error: users.file: {_restante.PathOf("users")}:2: is not name:secret", faulty.Output, StringComparison.Ordinal);

        var missing = await _restante.RunAsync("config check --config missing.json");
        Assert.Equal(78, missing.Code);
        Assert.Contains("there is no file " + _restante.PathOf("c.pem"), missing.Output, StringComparison.Ordinal);
        Assert.Contains("there is no file " + _restante.PathOf("nobody"), missing.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero", "more octets than a configuration can have")]
    [InlineData("/dev/null", "the file is empty")]
    [InlineData("/", "it is a folder")]
    [InlineData("nowhere.json", "there is no such file")]
    public async Task What_is_no_configuration_is_told(string file, string said)
    {
        var run = await _restante.RunAsync($"config check --config {file}");
        Assert.Equal(78, run.Code);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_is_content_with_the_defaults_and_with_a_pair_that_fits()
    {
        SelfSignedCertificate.Ensure(_restante.PathOf("a.pem"), _restante.PathOf("a.key"), "pop", TimeProvider.System);
        // Few sessions: how many descriptors there are is this machine's affair.
        const string limits = """ "limits": { "sessions": 100 } """;
        _restante.Write("good.json", $$"""{ "hostname": "pop", "tls": { "certificate": "a.pem", "key": "a.key" }, {{limits}} }""");
        _restante.Write("default.json", $$"""{ {{limits}} }""");

        Assert.Equal((0, "no problems\n"), await CheckAsync("config check --config default.json"));
        Assert.Equal((0, "no problems\n"), await CheckAsync("config check --config good.json"));
    }

    [Fact]
    public async Task Check_warns_of_sessions_that_need_more_descriptors_than_this_process_may_open()
    {
        _restante.Write("many.json", """{ "limits": { "sessions": 1000 } }""");

        var (code, output, _) = await _restante.RunInShellAsync("ulimit -n 2000; restante config check --config many.json");

        Assert.Equal(0, code);
        Assert.StartsWith("many.json:1:27: warning: limits.sessions: 1000 sessions need about 6000 descriptors, this process may open 2000; ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_at_its_start_what_config_check_warns_of()
    {
        // The users file is missing, so that it ends by itself.
        _restante.Write("many.json", """{ "limits": { "sessions": 1000 }, "data": "d", "tls": null, "listen": [{ "protocol": "pop3", "address": "127.0.0.1:0" }] }""");

        var (code, _, error) = await _restante.RunInShellAsync("ulimit -n 2000; restante serve --config many.json");

        Assert.Equal(78, code);
        Assert.StartsWith("restante: many.json:1:27: warning: limits.sessions: 1000 sessions need about 6000 descriptors", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_standard_output_is_named_and_is_no_want_of_permission()
    {
        var (code, _, error) = await _restante.RunInShellAsync("restante config check >&-");

        Assert.Equal(74, code);
        Assert.StartsWith("restante: standard output is closed\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_speaks_JSON_and_colours_nothing_in_a_pipe()
    {
        _restante.Write("bad.json", """{ "hostnam": 1 }""");

        var json = JsonNode.Parse((await _restante.RunAsync("config check --json --config bad.json")).Output)!;
        Assert.False((bool)json["sound"]!);
        Assert.Equal("hostnam", (string)json["problems"]![0]!["key"]!);
        Assert.DoesNotContain('\e', (await _restante.RunAsync("config check --config bad.json")).Output);
    }

    [Fact]
    public async Task Show_says_what_holds_and_where_it_comes_from()
    {
        _restante.Write("restante.json", """{ "limits": { "login": "1m" } }""");
        var shown = (await _restante.RunAsync("config show --config restante.json --data d", "", ("RESTANTE__LIMITS__IDLE", "15m"))).Output;

        Assert.Contains($"data = \"{_restante.PathOf("d")}\"  # --data\n", shown, StringComparison.Ordinal);
        Assert.Contains("limits.idle = \"15m\"  # RESTANTE__LIMITS__IDLE\n", shown, StringComparison.Ordinal);
        Assert.Contains("limits.login = \"1m\"  # restante.json:1:24\n", shown, StringComparison.Ordinal);
        Assert.Contains("limits.errors = 10  # default\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_that_needs_the_configuration_stops_at_a_faulty_one()
    {
        var outcome = await _restante.RunAsync("user list --config nowhere.json");

        Assert.Equal((78, ""), (outcome.Code, outcome.Output));
        Assert.StartsWith("restante: the configuration has an error\nnowhere.json: error: there is no such file", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_verb_shows_examples_and_the_version_is_one_line()
    {
        foreach (var verb in new[] { "user", "user add", "user passwd", "user remove", "user list", "config", "config check", "config show", "config schema", "completion" })
        {
            Assert.Contains($"Examples:\n", (await _restante.RunAsync(verb + " --help")).Output, StringComparison.Ordinal);
        }

        Assert.Matches("^restante [0-9]+\\.[0-9]+\\.[0-9]+\n$", (await _restante.RunAsync("--version")).Output);
        Assert.Equal(64, (await _restante.RunAsync("")).Code);
        Assert.Equal(64, (await _restante.RunAsync("usr list")).Code);
    }

    public void Dispose() => _restante.Dispose();

    private async Task<(int Code, string Output)> CheckAsync(string arguments)
    {
        var outcome = await _restante.RunAsync(arguments);
        return (outcome.Code, outcome.Output);
    }
}
