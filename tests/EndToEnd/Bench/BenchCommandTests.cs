using System.Globalization;
using System.Text.Json.Nodes;
using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Bench;

/// <summary><c>restante bench</c> against our server: what it counts is what happened.</summary>
public sealed class BenchCommandTests(RestanteFixture fixture) : IClassFixture<RestanteFixture>, IDisposable
{
    private readonly ScratchFolder _folder = new("bench");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("greet", "none", "greeting quit session")]
    [InlineData("login", "none", "greeting login quit session")]
    [InlineData("session", "none", "greeting list login quit retr session stat uidl")]
    [InlineData("session", "starttls", "greeting list login quit retr session stat tls uidl")]
    [InlineData("session", "implicit", "greeting list login quit retr session stat tls uidl")]
    [InlineData("uidl", "none", "greeting login quit session uidl")]
    [InlineData("mixed", "none", "greeting list login quit retr session stat uidl")]
    public async Task Sessions_come_to_their_end_and_are_timed_step_by_step(string profile, string tls, string steps)
    {
        var users = Users(4, messages: 3);
        var run = await BenchAsync(tls, "--profile", profile, "--users", users, "--connections", "2", "--retr", "2", "--count", "120");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var json = run.Json;
        Assert.Equal(120, (long)json["sessions"]!);
        Assert.Equal((profile, tls, true), ((string?)json["profile"], (string?)json["tls"], (bool)json["complete"]!));
        Assert.Equal(steps, string.Join(' ', json["milliseconds"]!.AsObject().Select(s => s.Key).Order(StringComparer.Ordinal)));
        if (profile == "session")
        {
            Assert.Equal(240, (long)json["mails"]!);
        }
    }

    [Theory]
    [InlineData("none", "1")]
    [InlineData("none", "8")]
    [InlineData("implicit", "8")]
    public async Task Held_connections_fetch_every_octet(string tls, string inFlight)
    {
        var users = Users(2, messages: 3);
        var run = await BenchAsync(tls, "--profile", "retr", "--users", users, "--connections", "2", "--in-flight", inFlight, "--count", "50");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(50, (long)run.Json["mails"]!);
        // Each is the same 5,000 lines, with a status line and an end.
        Assert.InRange((double)run.Json["octets"]! / 50, Octets, Octets + 60);
    }

    [Fact]
    public async Task Drain_empties_the_mailbox_only_where_that_is_wanted()
    {
        var user = fixture.Server.NextUser();
        Fill(user, 20);
        File.WriteAllText(_folder["users"], $"{user.Name}:{user.Password}\n");
        var refused = await BenchAsync("none", "--profile", "drain", "--users", _folder["users"], "--connections", "1");
        Assert.Equal(64, refused.ExitCode);
        Assert.Contains("--destructive", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(20, user.Maildir.Files.Count);

        var run = await BenchAsync("none", "--profile", "drain", "--users", _folder["users"], "--connections", "1", "--in-flight", "4", "--destructive");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(20, (long)run.Json["mails"]!);
        Assert.Empty(user.Maildir.Files);
    }

    [Fact]
    public async Task Idle_sessions_are_held_and_the_servers_memory_is_read()
    {
        var users = Users(12, messages: 1);
        var run = await BenchAsync("none", "--profile", "idle", "--users", users, "--connections", "12", "--duration", "0.5", "--pid", fixture.Server.Process.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var idle = run.Json["idle"]!;
        Assert.Equal((12, 12), ((int)idle["opened"]!, (int)idle["alive"]!));
        Assert.True((long)idle["memoryBefore"]! > 1_000_000, run.Output);
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        var users = Users(4, messages: 1);
        var run = await BenchAsync("none", "--profile", "login", "--users", users, "--connections", "4", "--rate", "20", "--count", "30");
        Assert.Equal((0, 30), (run.ExitCode, (long)run.Json["sessions"]!));
        // A busy machine may be late; early it must not be.
        Assert.InRange((double)run.Json["seconds"]!, 1.45, 50);
    }

    [Fact]
    public async Task What_goes_wrong_is_counted_by_its_reason()
    {
        var right = fixture.Server.NextUser();
        File.WriteAllText(_folder["users"], $"{right.Name}:{right.Password}\n{fixture.Server.NextUser().Name}:wrong-secret\n");
        var run = await BenchAsync("none", "--profile", "login", "--users", _folder["users"], "--connections", "2", "--count", "8");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("login refused [", run.Json["errors"]!.AsObject().Single().Key, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_once()
    {
        var port = FreePorts.Take(1)[0];
        var run = await RunAsync($"127.0.0.1:{port}", "--profile", "greet", "--duration", "60");
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("nobody listens", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_machine_is_loaded_only_by_its_owner()
    {
        // TEST-NET-1 (RFC 5737): nothing is sent there.
        var run = await RunAsync("192.0.2.7:110", "--profile", "greet");
        Assert.Equal(64, run.ExitCode);
        Assert.Contains("--my-server", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_cut_off_is_an_error_and_no_hang()
    {
        await using var fake = new FakePop3 { Instead = session => session.LineAsync("+OK ready") }.Start();
        var run = await RunAsync($"127.0.0.1:{fake.Port}", "--profile", "greet");
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("quit closed by the server", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 7", 0)]
    [InlineData("HTTP/1.1 200 OK", "content-length:7", 0)]
    [InlineData("HTTP/1.0 200 OK", "Content-Length: 7", 1)]
    public async Task A_web_server_is_asked_for_its_files(string status, string field, int exit)
    {
        await using var fake = new FakePop3
        {
            Instead = async session =>
            {
                while (await session.ReadLineAsync() is { } line)
                {
                    foreach (var answer in line.Length == 0 ? (string[])[status, field, "", "seven"] : [])
                    {
                        await session.LineAsync(answer);
                    }
                }
            },
        }.Start();
        File.WriteAllText(_folder["paths"], "/file\n");
        var run = await RunAsync($"127.0.0.1:{fake.Port}", "--profile", "http", "--paths", _folder["paths"], "--connections", "2", exit == 0 ? "--count" : "--warmup", exit == 0 ? "20" : "0", "--duration", exit == 0 ? "50" : "3");
        Assert.True(run.ExitCode == exit, run.Output + run.Errors);
        if (exit == 0)
        {
            Assert.Equal(20, (long)run.Json["mails"]!);
        }
        else
        {
            Assert.StartsWith("get answered in HTTP/1.0", run.Json["errors"]!.AsObject().Single().Key, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_server_that_hangs_is_no_success()
    {
        await using var fake = new FakePop3();
        // The first session is the trial.
        fake.Commands["QUIT"] = (session, argument) => session.Number > 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, fake.Stopping) : FakePop3.HealthyAsync(session, "QUIT", argument);
        fake.Start();
        var run = await RunAsync($"127.0.0.1:{fake.Port}", "--profile", "greet", "--connections", "2", "--warmup", "0", "--duration", "3");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, (long)run.Json["errors"]!["quit unanswered at the end"]!);
    }

    [Fact]
    public async Task A_count_is_counted_from_where_measuring_begins()
    {
        var users = Users(2, messages: 1);
        var run = await RunAsync($"127.0.0.1:{fixture.Server.PlainPort}", "--profile", "login", "--users", users, "--connections", "2", "--count", "7");
        Assert.Equal((0, 7), (run.ExitCode, (long)run.Json["sessions"]!));
    }

    [Fact]
    public async Task More_connections_than_descriptors_are_refused_in_words()
    {
        var run = await Tool.RunAsync("/bin/sh", ["-c", $"ulimit -n 256; exec \"{RestanteProgram.Path}\" bench 127.0.0.1:1 --profile greet --connections 1000"]);
        Assert.Equal(64, run.ExitCode);
        Assert.Contains("ulimit -n", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_is_heard_while_the_first_session_hangs()
    {
        var reached = new TaskCompletionSource();
        await using var fake = new FakePop3();
        fake.Instead = _ =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, fake.Stopping);
        };
        fake.Start();
        await using var daemon = Daemon.Start(RestanteProgram.Path, ["bench", $"127.0.0.1:{fake.Port}", "--profile", "greet", "--timeout", "3000"], _folder.Path);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(40));
        daemon.Signal(Posix.SigInt);
        Assert.True(await daemon.WaitForEndAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(130, daemon.ExitCode);
    }

    [Theory]
    [InlineData(Posix.SigInt, 130)]
    [InlineData(Posix.SigTerm, 143)]
    public async Task An_interrupt_prints_what_was_measured(int signal, int exitCode)
    {
        var users = Users(2, messages: 1);
        await using var daemon = Daemon.Start(
            RestanteProgram.Path,
            ["bench", $"127.0.0.1:{fixture.Server.PlainPort}", "--users", users, "--connections", "2", "--warmup", "0", "--duration", "3000", "--json"],
            _folder.Path);
        var name = File.ReadLines(users).First().Split(':')[0];
        await Eventually.TrueAsync(() => fixture.Server.Output.Split($"session-end user={name}").Length > 8, Eventually.Limit, "a few sessions");
        daemon.Signal(signal);
        Assert.True(await daemon.WaitForEndAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(exitCode, daemon.ExitCode);
        var json = JsonNode.Parse(daemon.Output)!;
        Assert.Equal((false, true), ((bool)json["complete"]!, (long)json["sessions"]! > 0));
    }

    private const int Octets = 9 + 2 + 5000 * 22;

    // Subject, an empty line, 5,000 lines.
    private static readonly string Message = "Subject:\n\n" + string.Concat(Enumerable.Repeat("twenty octets a line\n", 5000));

    private string Users(int count, int messages)
    {
        var lines = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var user = fixture.Server.NextUser();
            Fill(user, messages);
            lines.Add($"{user.Name}:{user.Password}");
        }

        File.WriteAllLines(_folder["users"], lines);
        return _folder["users"];
    }

    private static void Fill(MailUser user, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            user.Maildir.Deliver(System.Text.Encoding.ASCII.GetBytes(Message));
        }
    }

    /// <summary>At the fixture's server. So many and not so long: on a busy machine a second may hold no session.</summary>
    private Task<BenchRun> BenchAsync(string tls, params string[] arguments) => RunAsync(
        $"127.0.0.1:{(tls == "implicit" ? fixture.Server.TlsPort : fixture.Server.PlainPort)}",
        ["--tls", tls, "--warmup", "0", .. arguments.Contains("--duration") ? (string[])[] : ["--duration", "50"], .. arguments]);

    private async Task<BenchRun> RunAsync(string target, params string[] arguments)
    {
        var run = await RestanteProgram.RunAsync(["bench", target, "--json", .. arguments], folder: _folder.Path);
        return new BenchRun(run.ExitCode, run.Text, run.Errors);
    }

    private sealed record BenchRun(int ExitCode, string Output, string Errors)
    {
        public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
    }
}
