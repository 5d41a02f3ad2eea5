using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Operations;

/// <summary>Sockets from systemd, and what systemd is told.</summary>
public sealed class SystemdTests
{
    private static readonly TimeSpan Patience = Eventually.Limit;

    [Fact]
    public async Task Sockets_that_systemd_opened_are_served_by_their_names()
    {
        using var folder = new ScratchFolder("systemd");
        var ports = FreePorts.Take(2);
        await File.WriteAllTextAsync(folder["users"], "ann:{PLAIN}secret\n");
        await File.WriteAllTextAsync(folder["restante.json"], """
            { "data": "data", "users": { "file": "users" }, "listen": [
              { "protocol": "pop3s", "address": "systemd:secure" },
              { "protocol": "pop3",  "address": "systemd:plain" },
              { "protocol": "pop3",  "address": "systemd:local" } ] }
            """);
        string[] sockets = ["-l", $"127.0.0.1:{ports[0]}", "-l", $"127.0.0.1:{ports[1]}", "-l", folder["pop3"], "--fdname=plain:secure:local"];
        await using var daemon = Daemon.Start("systemd-socket-activate", [.. sockets, RestanteProgram.Path, "serve", "--config", folder["restante.json"]], folder.Path);
        await Eventually.TrueAsync(() => RawPop3.AnswersAsync(ports[0]), Patience, daemon.Output);

        await using var plain = await RawPop3.ConnectAsync(ports[0]);
        Assert.Contains("STLS", await plain.ListAsync("CAPA"));
        await using var secure = await RawPop3.ConnectTlsAsync(ports[1], thumbprint: null);
        await secure.ExpectOkAsync("CAPA");
        await using var local = await RawPop3.DialAsync(new UnixDomainSocketEndPoint(folder["pop3"]));
        Assert.StartsWith("+OK", await local.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", "passed no socket named pop3; it passed: other")]
    [InlineData(null, "systemd passed no sockets")]
    public async Task A_socket_that_is_missing_is_named(string? passed, string message)
    {
        using var folder = new ScratchFolder("systemd");
        await File.WriteAllTextAsync(folder["users"], "ann:{PLAIN}secret\n");
        await File.WriteAllTextAsync(folder["restante.json"], """{ "data": "data", "users": { "file": "users" }, "listen": [ { "protocol": "pop3", "address": "systemd:pop3" } ] }""");
        string[] serve = [RestanteProgram.Path, "serve", "--config", folder["restante.json"]];
        if (passed is null)
        {
            var result = await RestanteProgram.RunAsync(serve[1..], folder: folder.Path);
            Assert.Equal(69, result.ExitCode);
            Assert.Contains(message, result.Errors, StringComparison.Ordinal);
            return;
        }

        var port = FreePorts.Take(1)[0];
        await using var daemon = Daemon.Start("systemd-socket-activate", ["-l", $"127.0.0.1:{port}", "--fdname=" + passed, .. serve], folder.Path);
        await Eventually.TrueAsync(
            async () =>
            {
                // The first connection makes systemd start the server.
                await RawPop3.AnswersAsync(port);
                return daemon.HasEnded;
            },
            Patience,
            "the server ends");
        Assert.True(await daemon.WaitForEndAsync(Patience), "what it printed comes to an end");
        Assert.Equal(69, daemon.ExitCode);
        Assert.Contains(message, daemon.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_of_start_reload_and_stop(bool isAbstract)
    {
        using var folder = new ScratchFolder("notify");
        var name = isAbstract ? "@restante-" + Guid.NewGuid().ToString("N") : folder["notify"];
        using var socket = Bound(isAbstract ? '\0' + name[1..] : name);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Environment = Telling(name) });
        Assert.Equal("READY=1", await ReceiveAsync(socket));

        // .NET's timestamps are CLOCK_MONOTONIC on Linux. systemd wants a moment at or after its own request.
        var before = Microseconds();
        server.Process.Signal(Posix.SigHup);
        var reloading = (await ReceiveAsync(socket)).Split('\n');
        Assert.Equal("RELOADING=1", reloading[0]);
        Assert.StartsWith("MONOTONIC_USEC=", reloading[1], StringComparison.Ordinal);
        Assert.InRange(long.Parse(reloading[1].Split('=')[1], CultureInfo.InvariantCulture), before, Microseconds());
        Assert.Equal("READY=1", await ReceiveAsync(socket));

        server.Process.Signal(Posix.SigTerm);
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task A_reload_asked_for_while_it_starts_is_done_once_it_has_started()
    {
        using var folder = new ScratchFolder("notify");
        using var socket = Bound(folder["notify"]);

        // A full queue holds the server up where it says that it is ready.
        var queued = Fill(folder["notify"]);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions { Environment = Telling(folder["notify"]) });
        server.Process.Signal(Posix.SigHup);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        for (; queued > 0; queued--)
        {
            Assert.Equal("", await ReceiveAsync(socket));
        }

        Assert.Equal("READY=1", await ReceiveAsync(socket));
        Assert.StartsWith("RELOADING=1\n", await ReceiveAsync(socket), StringComparison.Ordinal);
        Assert.Equal("READY=1", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task A_reload_asked_for_while_it_stops_is_not_begun()
    {
        using var folder = new ScratchFolder("notify");
        using var socket = Bound(folder["notify"]);
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Config = """{ "limits": { "drain": "3s" } }""",
            Environment = Telling(folder["notify"]),
        });
        Assert.Equal("READY=1", await ReceiveAsync(socket));

        // An answer that is not read holds the stop up for as long as the drain lasts.
        var user = server.NextUser();
        user.Maildir.Deliver(MailCorpus.Large("large", 24 << 20));
        await using var deaf = await server.LoginAsync(user);
        await deaf.ExpectOkAsync("RETR 1");
        server.Process.Signal(Posix.SigTerm);
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
        server.Process.Signal(Posix.SigHup);

        Assert.True(await server.Process.WaitForEndAsync(Patience), "the server ends");
        Assert.Equal(0, server.Process.ExitCode);
        Assert.Equal(0, socket.Available);
        Assert.DoesNotContain("- reloaded ", server.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Telling(string notify) => new() { ["NOTIFY_SOCKET"] = notify };

    private static Socket Bound(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static int Fill(string path)
    {
        using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        sender.Connect(new UnixDomainSocketEndPoint(path));
        for (var sent = 0; ; sent++)
        {
            try
            {
                sender.Send(Array.Empty<byte>());
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return sent;
            }
        }
    }

    private static long Microseconds() => (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency));

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var time = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer, SocketFlags.None, time.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
