using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Balancers;

/// <summary>Who writes its own address, who forgets to write one, and who is counted.</summary>
public sealed class ProxyRefusalTests
{
    private const string CheckOfTheBalancer = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";

    [Fact]
    public async Task A_peer_outside_is_refused_with_a_header_too()
    {
        await using var node = await BalancedServer.StartAsync();
        foreach (var port in new[] { node.PlainPort, node.TlsPort })
        {
            await using var session = await RawPop3.DialAsync(port, from: "127.0.0.9");
            await session.SendAsync("PROXY TCP4 192.0.2.7 127.0.0.1 50000 110\r\n");
            var answer = await session.ReadToEndAsync();
            Assert.Equal(port == node.PlainPort, answer.StartsWith("-ERR", StringComparison.Ordinal));
        }

        await LogHas(node, "- proxy-refused address=127.0.0.9 listener=pop3 reason=");
        await LogHas(node, "- proxy-refused address=127.0.0.9 listener=pop3s reason=");
        Assert.DoesNotContain("192.0.2.7", node.Server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAPA\r\n", "does not begin with a PROXY header")]
    [InlineData("PROXY TCP4 1.2.3.4\r\n", "malformed")]
    [InlineData("", "in time")]
    public async Task A_balancer_without_a_header_is_refused(string octets, string reason)
    {
        await using var node = await BalancedServer.StartAsync();
        await using var session = await RawPop3.DialAsync(node.PlainPort);
        await session.SendAsync(octets);
        Assert.StartsWith("-ERR", await session.ReadToEndAsync(), StringComparison.Ordinal);
        await LogHas(node, reason);
        Assert.DoesNotContain($"session-start address=127.0.0.1 listener=pop3 proxy", node.Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_are_counted_each_by_its_address_and_the_balancers_own_connections_are_not()
    {
        await using var node = await BalancedServer.StartAsync("""{ "limits": { "sessionsPerAddress": 2 } }""");
        var open = new List<RawPop3>();
        for (var i = 0; i < 5; i++)
        {
            Assert.StartsWith("+OK", await Open(CheckOfTheBalancer), StringComparison.Ordinal);
        }

        Assert.StartsWith("+OK", await Open("PROXY TCP4 192.0.2.7 127.0.0.1 50000 110\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await Open("PROXY TCP4 192.0.2.7 127.0.0.1 50001 110\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("-ERR [SYS/TEMP]", await Open("PROXY TCP4 192.0.2.7 127.0.0.1 50002 110\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await Open("PROXY TCP6 2001:db8::7 ::1 50000 110\r\n"), StringComparison.Ordinal);
        await LogHas(node, "session-refused address=192.0.2.7");
        foreach (var session in open)
        {
            await session.DisposeAsync();
        }

        async Task<string> Open(string header)
        {
            var session = await RawPop3.DialAsync(node.PlainPort);
            open.Add(session);
            await session.SendAsync(header);
            return await session.ReadLineAsync();
        }
    }

    [Fact]
    public async Task A_header_that_nobody_expects_is_named_on_both_ports()
    {
        await using var server = await RestanteServer.StartAsync();
        foreach (var header in new[] { "PROXY UNKNOWN\r\n", CheckOfTheBalancer })
        {
            await using var plain = await server.ConnectAsync();
            await plain.SendAsync(header);
            Assert.Matches("^-ERR .*PROXY header.*\r\n$", await plain.ReadToEndAsync());

            await using var tls = await RawPop3.DialAsync(server.TlsPort);
            await tls.SendAsync(header);
            await tls.ReadToEndAsync();
        }

        await Eventually.TrueAsync(() => server.Output.Split("tls-failed address=127.0.0.1 reason=\"a PROXY header").Length == 3, Eventually.Limit, server.Output);
        await Eventually.TrueAsync(() => server.Output.Split("wrong-protocol address=127.0.0.1 reason=\"a PROXY header").Length == 3, Eventually.Limit, server.Output);
    }

    private static Task LogHas(BalancedServer node, string text) =>
        Eventually.TrueAsync(() => node.Server.Output.Contains(text, StringComparison.Ordinal), Eventually.Limit, $"{text} in:\n{node.Server.Output}");
}
