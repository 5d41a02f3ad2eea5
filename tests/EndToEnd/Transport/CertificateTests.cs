using System.Text.Json.Nodes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Transport;

/// <summary>Which certificate a client gets, whole, and what is said before one ends.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly ScratchFolder _folder = new("certificates");
    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_name_that_a_client_asks_for_chooses(bool stls)
    {
        await using var server = await StartAsync(("a", ["pop.a.example", "a.example"]), ("wild", ["*.a.example"]), ("idn", ["xn--zo-bpa.example"]));

        Assert.Equal("pop.a.example", await Handshake.SubjectAsync(server, stls, "pop.a.example"));
        Assert.Equal("pop.a.example", await Handshake.SubjectAsync(server, stls, "A.EXAMPLE"));
        Assert.Equal("*.a.example", await Handshake.SubjectAsync(server, stls, "mail.a.example"));
        Assert.Equal("xn--zo-bpa.example", await Handshake.SubjectAsync(server, stls, "xn--zo-bpa.example"));
        foreach (var other in new[] { "", "b.example", "one.two.a.example", "a.example.org", "..", "*.a.example.", "xn--" })
        {
            Assert.Equal("localhost", await Handshake.SubjectAsync(server, stls, other));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_chain_is_sent_whole(bool stls)
    {
        await using var server = await StartAsync(("a", ["a.example"]));
        var shown = await Handshake.TryAsync(server, stls, "-servername", "a.example", "-showcerts");
        Assert.Contains(" 2 s:CN = Test Intermediate 1", shown.Text, StringComparison.Ordinal);
        Assert.Equal(3, shown.Text.Split("-----BEGIN CERTIFICATE-----").Length - 1);
    }

    [Fact]
    public async Task A_broken_pair_keeps_its_last_good_one_and_no_other_from_being_renewed()
    {
        await using var server = await StartAsync(("a", ["a.example"]), ("b", ["b.example"]));
        await using var session = await server.LoginAsync(server.NextUser());

        await File.WriteAllTextAsync(_folder["a.pem"], "-----BEGIN CERTIFICATE-----\nhalf");
        _authority.Issue(_folder.Path, "b", ["new.b.example", "b.example"]);

        await Eventually.TrueAsync(
            async () => await Handshake.SubjectAsync(server, stls: false, "b.example") == "new.b.example", Eventually.Limit, "b is renewed");
        await Eventually.TrueAsync(
            () => server.Output.Contains("reload-failed what=certificate", StringComparison.Ordinal), Eventually.Limit, "a's fault is recorded");
        Assert.Equal("a.example", await Handshake.SubjectAsync(server, stls: true, "a.example"));
        await session.ExpectOkAsync("STAT");
    }

    [Theory]
    [InlineData(25.5, "days=25", "expires on")]
    [InlineData(-2.5, "days=-3", "has expired on")]
    public async Task An_end_that_is_near_is_recorded_at_the_start_and_told_by_config_check(double left, string days, string words)
    {
        await using var server = await StartAsync(left, ("a", ["pop.a.example", "a.example"]));

        // Records and first words are written by different threads.
        await Eventually.TrueAsync(
            () => server.Output.Contains("users in ", StringComparison.Ordinal) && server.Output.Contains("certificate-expires", StringComparison.Ordinal),
            Eventually.Limit, "its first words, and the record");
        Assert.Matches($"- certificate-expires file={_folder["a.pem"]} names=pop.a.example,a.example expires=\\S+ {days}\n", server.Output);
        Assert.Single(server.Output.Split("certificate-expires")[1..]);
        var check = await server.RunVerbAsync(["config", "check"]);
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("warning: tls.more[0].certificate: the certificate for pop.a.example,a.example " + words, check.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private Task<RestanteServer> StartAsync(params (string Name, string[] Hosts)[] more) => StartAsync(80, more);

    private Task<RestanteServer> StartAsync(double days, params (string Name, string[] Hosts)[] more)
    {
        var pairs = more.Select(m => _authority.Issue(_folder.Path, m.Name, m.Hosts, days)).ToList();
        var tls = new JsonObject
        {
            ["more"] = new JsonArray([.. pairs.Select(p => new JsonObject { ["certificate"] = p.Certificate, ["key"] = p.Key })]),
        };
        return RestanteServer.StartAsync(new RestanteOptions { Config = new JsonObject { ["tls"] = tls }.ToJsonString() });
    }
}
