using System.Text.RegularExpressions;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Transport;

/// <summary>What is negotiated and what is not, as scanners and old clients see it.</summary>
public sealed class TlsStrengthTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>
{
    private RestanteServer Server => fixture.Server;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sslscan_finds_nothing(bool stls)
    {
        string[] where = stls ? ["--starttls-pop3", $"127.0.0.1:{Server.PlainPort}"] : [$"127.0.0.1:{Server.TlsPort}"];

        // Of its own accord it waits for 3 s, and calls disabled what a busy machine answers later.
        var scan = await Tool.RunAsync("sslscan", ["--no-colour", "--timeout=30", .. where]);

        foreach (var version in new[] { "SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1" })
        {
            Assert.Matches($@"(?m)^{Regex.Escape(version)} +disabled", scan.Text);
        }

        Assert.Matches("(?m)^TLSv1.2 +enabled", scan.Text);
        Assert.Matches("(?m)^TLSv1.3 +enabled", scan.Text);
        Assert.Contains("Session renegotiation not supported", scan.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("vulnerable to heartbleed", scan.Text.Replace("not vulnerable", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var ciphers = Regex.Matches(scan.Text, @"(?m)^(?:Preferred|Accepted) +\S+ +(?<bits>\d+) bits +(?<name>\S+)", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(ciphers);
        Assert.All(ciphers, c => Assert.Matches("^(TLS_AES|TLS_CHACHA20|ECDHE-)", c.Groups["name"].Value));
        Assert.All(ciphers, c => Assert.DoesNotMatch("RC4|3DES|NULL|EXP|MD5|SHA$", c.Groups["name"].Value));
        Assert.All(ciphers, c => Assert.True(int.Parse(c.Groups["bits"].Value) >= 128));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nmap_gives_an_A(bool stls)
    {
        // By version detection nmap learns that a port is POP3's, and then knows STLS.
        string[] detect = stls ? ["-sV", "--version-intensity", "0"] : [];
        var port = stls ? Server.PlainPort : Server.TlsPort;
        var scan = await Tool.RunAsync("nmap", ["-Pn", "-n", .. detect, "--script", "ssl-enum-ciphers", "-p", $"{port}", "127.0.0.1"]);
        Assert.Contains("least strength: A", scan.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"TLSv1\.[01]:|SSLv|DEFLATE|warnings", scan.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Versions_from_1_2_on_are_spoken_and_sessions_are_resumed(bool stls)
    {
        using var folder = new ScratchFolder("tickets");
        foreach (var version in new[] { "1_2", "1_3" })
        {
            var first = await Handshake.TryAsync(Server, stls, "-tls" + version, "-ign_eof", "-sess_out", folder[version]);
            Assert.Contains($"New, TLSv{version.Replace('_', '.')}", first.Text, StringComparison.Ordinal);
            Assert.Contains("+OK bye", first.Text, StringComparison.Ordinal);
            var second = await Handshake.TryAsync(Server, stls, "-tls" + version, "-ign_eof", "-sess_in", folder[version]);
            Assert.Contains("Reused, TLSv", second.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, "-tls1")]
    [InlineData(false, "-tls1_1")]
    [InlineData(true, "-tls1")]
    public async Task An_old_client_is_refused_and_its_administrator_can_read_why(bool stls, string version)
    {
        await using var server = await RestanteServer.StartAsync();
        var old = await Handshake.TryAsync(server, stls, version, "-cipher", "ALL:@SECLEVEL=0");
        Assert.NotEqual(0, old.ExitCode);
        Assert.Contains("alert protocol version", old.Errors, StringComparison.Ordinal);
        await LogHas(server, "reason=\"the client offers only old versions of TLS (tls.minimum is higher)\"");
    }

    [Fact]
    public async Task The_minimum_can_be_1_3()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Config = """{ "tls": { "minimum": "1.3" } }""" });
        Assert.NotEqual(0, (await Handshake.TryAsync(server, stls: false, "-tls1_2")).ExitCode);
        Assert.Equal(0, (await Handshake.TryAsync(server, stls: true, "-tls1_3")).ExitCode);
        await LogHas(server, "old versions of TLS");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALPN_is_pop3_or_nothing_and_another_protocol_alone_is_refused(bool stls)
    {
        await using var server = await RestanteServer.StartAsync();
        Assert.Contains("ALPN protocol: pop3", (await Handshake.TryAsync(server, stls, "-alpn", "pop3")).Text, StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: pop3", (await Handshake.TryAsync(server, stls, "-alpn", "http/1.1,pop3")).Text, StringComparison.Ordinal);
        Assert.Contains("No ALPN negotiated", (await Handshake.TryAsync(server, stls)).Text, StringComparison.Ordinal);
        Assert.Contains("alert no application protocol", (await Handshake.TryAsync(server, stls, "-alpn", "http/1.1")).Errors, StringComparison.Ordinal);
        await LogHas(server, "the client wants another protocol than pop3 (ALPN)");
    }

    private static Task LogHas(RestanteServer server, string text) => Eventually.TrueAsync(
        () => server.Output.Contains("tls-failed", StringComparison.Ordinal) && server.Output.Contains(text, StringComparison.Ordinal), Eventually.Limit, text);
}
