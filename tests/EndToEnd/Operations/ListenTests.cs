using System.Net;
using System.Net.Sockets;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Operations;

/// <summary>Addresses of all kinds, those that are taken, and those that are not ours to take.</summary>
public sealed class ListenTests
{
    private const int Unavailable = 69;

    [Fact]
    public async Task Both_wildcards_share_a_port_and_a_Unix_socket_stands_beside_them()
    {
        using var folder = new ScratchFolder("listen");
        var port = FreePorts.Take(1)[0];
        await using var server = await StartAsync(folder, $"0.0.0.0:{port}", $"[::]:{port}", $"unix:{folder["pop3"]}");

        foreach (var address in new EndPoint[] { new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port), new UnixDomainSocketEndPoint(folder["pop3"]) })
        {
            Assert.StartsWith("+OK", await GreetingAsync(address), StringComparison.Ordinal);
        }

        foreach (var address in new[] { "127.0.0.1", "::1", "local" })
        {
            await Eventually.TrueAsync(() => server.Output.Contains($"session-start address={address} ", StringComparison.Ordinal), Eventually.Limit, address);
        }
    }

    [Fact]
    public async Task The_IPv6_wildcard_alone_takes_IPv4_too_and_records_it_as_such()
    {
        using var folder = new ScratchFolder("listen");
        var port = FreePorts.Take(1)[0];
        await using var server = await StartAsync(folder, $"[::]:{port}");
        Assert.StartsWith("+OK", await GreetingAsync(new IPEndPoint(IPAddress.Loopback, port)), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await GreetingAsync(new IPEndPoint(IPAddress.IPv6Loopback, port)), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => server.Output.Contains("session-start address=127.0.0.1 ", StringComparison.Ordinal), Eventually.Limit, "IPv4 as such");
    }

    [Fact]
    public async Task A_port_that_is_left_to_the_system_is_named()
    {
        using var folder = new ScratchFolder("listen");
        await using var server = await StartAsync(folder, "127.0.0.1:0");
        var said = server.Output.Split('\n').Single(l => l.StartsWith("POP3 with STLS on ", StringComparison.Ordinal))["POP3 with STLS on ".Length..];
        Assert.StartsWith("+OK", await GreetingAsync(IPEndPoint.Parse(said)), StringComparison.Ordinal);
        Assert.Contains($"listening protocol=pop3 address={said}\n", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_file_that_a_killed_server_left_is_replaced()
    {
        using var folder = new ScratchFolder("listen");
        await using (var killed = await StartAsync(folder, $"unix:{folder["pop3"]}"))
        {
            killed.Signal(Posix.SigKill);
            await killed.WaitForEndAsync(TimeSpan.FromSeconds(10));
        }

        Assert.True(File.Exists(folder["pop3"]));
        await using var server = await StartAsync(folder, $"unix:{folder["pop3"]}");
        Assert.StartsWith("+OK", await GreetingAsync(new UnixDomainSocketEndPoint(folder["pop3"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        using var folder = new ScratchFolder("listen");
        await File.WriteAllTextAsync(folder["precious"], "not a socket");
        var result = await RunAsync(folder, $"unix:{folder["precious"]}");
        Assert.Equal(Unavailable, result.ExitCode);
        Assert.Contains($"unix:{folder["precious"]} cannot be listened on: the address is in use", result.Errors, StringComparison.Ordinal);
        Assert.Equal("not a socket", await File.ReadAllTextAsync(folder["precious"]));
    }

    [Fact]
    public async Task A_Unix_socket_that_somebody_answers_on_is_not_taken_away()
    {
        using var folder = new ScratchFolder("listen");
        await using var first = await StartAsync(folder, $"unix:{folder["pop3"]}");
        var second = await RunAsync(folder, $"unix:{folder["pop3"]}");
        Assert.Equal(Unavailable, second.ExitCode);
        Assert.StartsWith("+OK", await GreetingAsync(new UnixDomainSocketEndPoint(folder["pop3"])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    public async Task A_port_in_use_is_named(string address)
    {
        using var folder = new ScratchFolder("listen");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var result = await RunAsync(folder, $"{address}:{port}");
        Assert.Equal(Unavailable, result.ExitCode);
        Assert.Contains($"restante: {address}:{port} cannot be listened on: the address is in use\n", result.Errors, StringComparison.Ordinal);
        Assert.Contains("ss -ltnp", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        using var folder = new ScratchFolder("listen");
        var result = await RunAsync(folder, "192.0.2.7:1110");
        Assert.Equal(Unavailable, result.ExitCode);
        Assert.Contains("192.0.2.7:1110 cannot be listened on: this machine does not have the address", result.Errors, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_port_without_the_right_to_it_is_named_with_what_gives_the_right()
    {
        using var folder = new ScratchFolder("listen");
        Configure(folder, "127.0.0.1:1023");

        // Root without its power over low ports, and one that can read this test's programs wherever they lie.
        string[] powerless = ["--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service"];
        var result = await Tool.RunAsync("setpriv", [.. powerless, RestanteProgram.Path, "serve", "--config", folder["restante.json"]], folder: folder.Path);
        Assert.Equal(Unavailable, result.ExitCode);
        Assert.Contains("127.0.0.1:1023 cannot be listened on: permission denied", result.Errors, StringComparison.Ordinal);
        Assert.Contains("CAP_NET_BIND_SERVICE", result.Errors, StringComparison.Ordinal);
    }

    private static void Configure(ScratchFolder folder, params string[] addresses)
    {
        var listen = string.Join(", ", addresses.Select(a => $$"""{ "protocol": "pop3", "address": "{{a}}" }"""));
        File.WriteAllText(folder["users"], "ann:{PLAIN}secret\n");
        File.WriteAllText(folder["restante.json"], $$"""{ "data": "data", "users": { "file": "users" }, "listen": [ {{listen}} ] }""");
    }

    private static Task<ToolResult> RunAsync(ScratchFolder folder, params string[] addresses)
    {
        Configure(folder, addresses);
        return RestanteProgram.RunAsync(["serve", "--config", folder["restante.json"]], folder: folder.Path);
    }

    private static async Task<Daemon> StartAsync(ScratchFolder folder, params string[] addresses)
    {
        Configure(folder, addresses);
        var daemon = Daemon.Start(RestanteProgram.Path, ["serve", "--config", folder["restante.json"]], folder.Path);
        await Eventually.TrueAsync(
            () => daemon.HasEnded || daemon.Output.Contains("users in ", StringComparison.Ordinal), Eventually.Limit, "it listens");
        Assert.False(daemon.HasEnded, daemon.Output);
        return daemon;
    }

    private static async Task<string> GreetingAsync(EndPoint address)
    {
        await using var session = await RawPop3.DialAsync(address);
        return await session.ReadLineAsync();
    }
}
