using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Restante.EndToEnd.Mail;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;
using Xunit.Abstractions;

namespace Restante.EndToEnd.Faults;

/// <summary>A process that is short of descriptors or of memory.</summary>
public sealed class ShortageTests(ITestOutputHelper output)
{
    private const int Descriptors = 400;

    /// <summary>Cores that a server uses at most that has nothing to do but to answer NOOP.</summary>
    private const double AtRest = 0.5;

    [Fact]
    public async Task Without_descriptors_open_sessions_go_on_and_new_ones_come_when_some_are_free_again()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Shell = $"ulimit -n {Descriptors}; exec \"$@\"",
            Config = """{ "limits": { "sessionsPerAddress": 1000 } }""",
        });
        var user = server.NextUser();
        var message = MailCorpus.Named("dots");
        user.Maildir.Deliver(message.Stored);
        await using var session = await server.LoginAsync(user);
        var crowd = new List<RawPop3>();
        for (var i = 0; i < Descriptors + 30; i++)
        {
            crowd.Add(await RawPop3.DialAsync(server.PlainPort));
        }

        // Refusing so many takes its time; who turns in circles never comes to rest.
        var busy = await BusyAsync(server, session);
        for (var again = 0; again < 4 && busy >= AtRest; again++)
        {
            busy = await BusyAsync(server, session);
        }

        var refused = await session.CommandAsync("RETR 1");
        foreach (var one in crowd)
        {
            await one.DisposeAsync();
        }

        var next = server.NextUser();
        await Eventually.TrueAsync(() => CanLoginAsync(server, next), Eventually.Limit, "a new login");
        output.WriteLine($"without descriptors the server used {busy:0.00} cores; RETR: {refused}");
        Assert.True(refused.StartsWith("+OK", StringComparison.Ordinal) || refused.StartsWith("-ERR [SYS/", StringComparison.Ordinal), refused);
        Assert.Single(user.Maildir.Files);
        Assert.True(busy < AtRest, $"the server used {busy:0.00} cores for nothing");

        // Once more full: it must be able to end in order.
        var last = new List<RawPop3>();
        for (var i = 0; i < Descriptors; i++)
        {
            last.Add(await RawPop3.DialAsync(server.PlainPort));
        }

        // Those above the limit are let go; the others stay.
        await Eventually.TrueAsync(
            () => Directory.GetFiles($"/proc/{server.Process.ProcessId}/fd").Length < Descriptors - 64, Eventually.Limit, "some descriptors are kept back");
        server.Process.Signal(Posix.SigTerm);
        Assert.True(await server.Process.WaitForEndAsync(Eventually.Limit), "the server does not end");
        Assert.Equal(0, server.Process.ExitCode);
        FaultTable.Add("file descriptors exhausted", crowd.Count, 0, 0, $"open sessions go on, RETR was answered {refused.Split(' ')[0]}; {busy:0.00} cores; new logins as soon as some are free");
        foreach (var one in last)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_burst_of_connections_is_answered_in_words_and_ends_no_session_and_no_process()
    {
        // They come in faster than they can be refused; each holds a descriptor until it is.
        const int Burst = 3000;
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Shell = $"ulimit -n {Descriptors}; exec \"$@\"",
            Config = """{ "limits": { "sessionsPerAddress": 10000 } }""",
        });
        await using var session = await server.LoginAsync(server.NextUser());
        var crowd = new List<Socket>();
        for (var i = 0; i < Burst; i++)
        {
            var one = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            crowd.Add(one);
            one.Connect(IPAddress.Loopback, server.PlainPort);
        }

        var (greeted, refused, silent) = (0, 0, 0);
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        foreach (var one in crowd)
        {
            var line = await FirstLineAsync(one, time.Token);
            greeted += line.StartsWith("+OK", StringComparison.Ordinal) ? 1 : 0;
            refused += line.StartsWith("-ERR [SYS/TEMP] ", StringComparison.Ordinal) ? 1 : 0;
            silent += line.Length == 0 ? 1 : 0;
            one.Dispose();
        }

        output.WriteLine($"{greeted} greeted, {refused} refused, {silent} silent");
        FaultTable.Add("file descriptors: a burst of connections", Burst, 0, silent, $"{greeted} greeted, {refused} refused in words; open sessions go on");
        Assert.Equal(0, silent);
        Assert.Equal(Burst, greeted + refused);
        await session.ExpectOkAsync("NOOP");
    }

    [Fact]
    public async Task With_little_memory_many_sessions_fetch_large_messages_whole()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = "0x3000000" },
        });
        var message = MailCorpus.Named("three-megabytes");
        var fetched = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.NextUser()).ToList().Select(async user =>
        {
            user.Maildir.Deliver(message.Stored);
            await using var session = await server.LoginAsync(user);
            return (await session.RetrieveAsync("RETR 1")).AsSpan().SequenceEqual(message.Wire);
        }));
        FaultTable.Add("memory: a heap of 48 MiB at most", fetched.Length, fetched.Count(f => !f), 0, "30 sessions fetched 3 MiB each at the same time");
        Assert.All(fetched, Assert.True);
    }

    /// <summary>How many cores it uses, for two seconds.</summary>
    private static async Task<double> BusyAsync(RestanteServer server, RawPop3 session)
    {
        using var process = Process.GetProcessById(server.Process.ProcessId);
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            await session.ExpectOkAsync("NOOP");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before) / watch.Elapsed;
    }

    private static async Task<string> FirstLineAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            var line = new byte[512];
            return Encoding.ASCII.GetString(line, 0, await socket.ReceiveAsync(line, cancellation));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private static async Task<bool> CanLoginAsync(RestanteServer server, MailUser user)
    {
        try
        {
            await using var session = await server.ConnectAsync();
            return (await session.CommandAsync($"USER {user.Name}")).StartsWith("+OK", StringComparison.Ordinal)
                && (await session.CommandAsync($"PASS {user.Password}")).StartsWith("+OK", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException)
        {
            return false;
        }
    }
}
