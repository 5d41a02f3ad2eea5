using System.Text.RegularExpressions;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Balancers;

/// <summary>The configurations of docs/manual/balancers.md, as they stand there.</summary>
public sealed class HaproxyTests
{
    private static readonly TimeSpan Patience = Eventually.Limit;

    [Theory]
    [InlineData("send-proxy-v2")]
    [InlineData("send-proxy")]
    public async Task The_clients_address_comes_through_in_both_versions(string word)
    {
        await using var node = await BalancedServer.StartAsync("""{ "auth": { "cleartext": "always" } }""");
        await using var balancer = await HaproxyServer.StartAsync(0, node.PlainPort, node.TlsPort, text => text.Replace(" send-proxy-v2 ", $" {word} ", StringComparison.Ordinal));
        var user = node.Server.NextUser();
        user.Maildir.Deliver(MailCorpus.Small(1));

        await using (var session = await RawPop3.ConnectAsync(balancer.PlainPort, from: "127.0.0.77"))
        {
            Assert.Contains("pop.test.example", session.Greeting, StringComparison.Ordinal);
            await session.LoginAsync(user.Name, user.Password);
            Assert.Equal(OnTheWire.Of(MailCorpus.Small(1)), await session.RetrieveAsync("RETR 1"));
            await session.ExpectOkAsync("QUIT");
        }

        await LogHas(node, @"session-start address=127\.0\.0\.77 listener=pop3 proxy=127\.0\.0\.1\n");
        await LogHas(node, $@"session-end user={user.Name} address=127\.0\.0\.77 tls=- mechanism=USER end=quit ");
    }

    [Fact]
    public async Task TLS_passes_through_on_both_ports_and_loopback_behind_the_balancer_is_not_local()
    {
        await using var node = await BalancedServer.StartAsync();
        await using var balancer = await HaproxyServer.StartAsync(0, node.PlainPort, node.TlsPort);
        var user = node.Server.NextUser();

        await using (var tls = await RawPop3.ConnectTlsAsync(balancer.TlsPort, node.Server.Certificate.Thumbprint))
        {
            await tls.LoginAsync(user.Name, user.Password);
            await tls.ExpectOkAsync("QUIT");
        }

        await using (var stls = await RawPop3.ConnectAsync(balancer.PlainPort))
        {
            await stls.ExpectOkAsync($"USER {user.Name}");
            Assert.StartsWith("-ERR [AUTH]", await stls.CommandAsync($"PASS {user.Password}"), StringComparison.Ordinal);
            await stls.StartTlsAsync(node.Server.Certificate.Thumbprint);
            await stls.LoginAsync(user.Name, user.Password);
            await stls.ExpectOkAsync("QUIT");
        }

        await LogHas(node, @"session-start address=127\.0\.0\.1 listener=pop3s proxy=127\.0\.0\.1\n");
        await LogHas(node, $@"session-end user={user.Name} address=127\.0\.0\.1 tls=TLSv1\.3 mechanism=USER end=quit .*seconds=\S+ cipher=\S+\n");
    }

    [Fact]
    public async Task The_checks_find_the_node_well_and_the_dead_one_dead()
    {
        await using var node = await BalancedServer.StartAsync("""{ "limits": { "sessionsPerAddress": 1 } }""");
        await using var balancer = await HaproxyServer.StartAsync(0, node.PlainPort, node.TlsPort);

        await Eventually.TrueAsync(
            () => balancer.Output.Contains("pop3_nodes/n2 is DOWN", StringComparison.Ordinal) && balancer.Output.Contains("pop3s_nodes/n2 is DOWN", StringComparison.Ordinal),
            Patience,
            "the dead node is found");
        await LogHas(node, @"session-end user=- address=127\.0\.0\.1 tls=- mechanism=- end=quit ");
        await LogHas(node, @"session-end user=- address=127\.0\.0\.1 tls=TLSv1\.3 mechanism=- end=quit ");
        Assert.DoesNotContain("/n1 is DOWN", balancer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("-refused", node.Server.Output, StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            // Each from an address of its own: the one before may be gone for its client, and not yet for the node.
            await using var session = await RawPop3.ConnectAsync(balancer.PlainPort, from: $"127.0.0.{100 + i}");
            Assert.StartsWith("+OK", session.Greeting, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TLS_that_the_balancer_ends_counts_and_is_recorded_so()
    {
        await using var node = await BalancedServer.StartAsync("""{ "auth": { "cleartext": "never" } }""");
        var pair = node.Server.Folder["both.pem"];
        await File.WriteAllTextAsync(pair, await File.ReadAllTextAsync(node.Server.Certificate.CertificateFile) + await File.ReadAllTextAsync(node.Server.Certificate.KeyFile));
        await using var balancer = await HaproxyServer.StartAsync(1, node.PlainPort, node.TlsPort, certificate: pair);
        var user = node.Server.NextUser();

        await using (var session = await RawPop3.ConnectTlsAsync(balancer.TlsPort, node.Server.Certificate.Thumbprint))
        {
            var capabilities = await session.ListAsync("CAPA");
            Assert.Contains("USER", capabilities);
            Assert.DoesNotContain("STLS", capabilities);
            await session.ExpectErrorAsync("STLS");
            await session.LoginAsync(user.Name, user.Password);
            await session.ExpectOkAsync("QUIT");
        }

        await LogHas(node, $@"session-end user={user.Name} address=127\.0\.0\.1 tls=TLSv1\.3 mechanism=USER end=quit .* tlsat=proxy\n");
    }

    private static Task LogHas(BalancedServer node, string pattern) => Eventually.TrueAsync(
        () => Regex.IsMatch(node.Server.Output, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)), Patience, $"{pattern} in:\n{node.Server.Output}");
}
