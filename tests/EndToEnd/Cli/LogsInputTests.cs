using System.Text;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Cli;

/// <summary>`restante logs` and what is not a whole, quiet file: pipes, several logs that grow, other people's files.</summary>
public sealed class LogsInputTests : IDisposable
{
    private const int SigInt = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RestanteProcess _restante = new();

    [Fact]
    public async Task A_session_that_is_not_there_is_said_on_standard_error()
    {
        _restante.Write("mail.log", Login("ann", "id1") + Logout("ann", "id1"));
        foreach (var form in (string[])["", " --json"])
        {
            var outcome = await _restante.RunAsync("logs mail.log --session nope" + form);
            Assert.Equal((1, ""), (outcome.Code, outcome.Output));
            Assert.Contains("there is no session nope", outcome.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await _restante.RunAsync("logs mail.log --session id1")).Code);
        Assert.Equal(66, (await _restante.RunAsync("logs missing.log --session id1")).Code);
    }

    [Fact]
    public async Task A_file_that_another_user_may_not_read_is_named_and_the_rest_is_read()
    {
        _restante.Write("mine.log", Login("ann", "id1") + Logout("ann", "id1"));
        _restante.Write("secret.log", Login("bob", "id2") + Logout("bob", "id2"));

        // Root without the right to read everything: another user might not reach the executable.
        var asNobody = Posix.IsRoot ? "setpriv --bounding-set=-dac_override,-dac_read_search " : "";
        var outcome = await _restante.RunInShellAsync($"chmod 755 .; chmod 000 secret.log; {asNobody}dotnet \"$0\" logs secret.log mine.log --json");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("secret.log: it may not be read", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("\"ann\"", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"bob\"", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetchmail_without_v_is_answered_with_what_to_do()
    {
        _restante.Write("mail.log", "Nov 21 12:00:03 pop-01 fetchmail[221]: reading message ann@pop.example.org:1 of 3 (120 octets) flushed\n");
        var outcome = await _restante.RunAsync("logs mail.log");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("run fetchmail -v", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_falls_silent_shows_what_is_known_and_hears_Control_C()
    {
        var pipe = _restante.PathOf("pipe");
        await Tool.RunAsync("mkfifo", [pipe]);
        await using var daemon = Daemon.Start(RestanteProgram.Path, ["logs", pipe, "--json"], _restante.Folder);
        await using var writer = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.Read)).WaitAsync(Patience);
        writer.Write(Encoding.ASCII.GetBytes(Login("ann", "id1") + Logout("ann", "id1") + Login("gus", "id2")));
        await writer.FlushAsync();
        await ShowsAsync(daemon, "\"ann\"");
        Assert.False(daemon.HasEnded);

        daemon.Signal(SigInt);
        Assert.True(await daemon.WaitForEndAsync(Patience));
        await ShowsAsync(daemon, "\"gus\"");
        Assert.Equal(130, daemon.ExitCode);
    }

    [Fact]
    public async Task Logs_that_grow_beside_each_other_are_one_and_late_lines_of_a_renamed_file_are_read()
    {
        var (logins, rest) = (_restante.PathOf("logins.log"), _restante.PathOf("rest.log"));
        File.WriteAllText(logins, Login("ann", "id1"));
        File.WriteAllText(rest, "");
        await using var daemon = Daemon.Start(RestanteProgram.Path, ["logs", rest, logins, "--follow", "--json"], _restante.Folder);
        File.AppendAllText(rest, Logout("ann", "id1"));
        await ShowsAsync(daemon, "\"ann\"");

        // The server goes on writing into the renamed file until it is told.
        File.Move(rest, rest + ".1");
        File.WriteAllText(rest, Login("bob", "id2") + Logout("bob", "id2"));
        await ShowsAsync(daemon, "\"bob\"");
        File.AppendAllText(rest + ".1", Login("carl", "id3") + Logout("carl", "id3"));
        await ShowsAsync(daemon, "\"carl\"");

        // copytruncate; what is written at once is longer than all that was there.
        File.WriteAllText(rest, string.Concat(Enumerable.Range(10, 20).Select(i => Login("dora", $"id{i}") + Logout("dora", $"id{i}"))));
        await ShowsAsync(daemon, "\"id29\"");
        daemon.Signal(SigInt);
        Assert.True(await daemon.WaitForEndAsync(Patience));
        Assert.Equal(23, daemon.Output.Split("\"format\"").Length - 1);
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_keeps_no_other_log_waiting_and_its_writers_may_come_and_go()
    {
        var (pipe, log) = (_restante.PathOf("pipe"), _restante.PathOf("mail.log"));
        await Tool.RunAsync("mkfifo", [pipe]);
        File.WriteAllText(log, Login("ann", "id1") + Logout("ann", "id1"));
        await using var daemon = Daemon.Start(RestanteProgram.Path, ["logs", pipe, log, "--follow", "--json"], _restante.Folder);
        await ShowsAsync(daemon, "\"ann\"");

        foreach (var (user, id) in (List<(string, string)>)[("bob", "id2"), ("carl", "id3")])
        {
            await using (var writer = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.Read)).WaitAsync(Patience))
            {
                writer.Write(Encoding.ASCII.GetBytes(Login(user, id)));
                await writer.FlushAsync();
                File.AppendAllText(log, Login("dora", "log" + id) + Logout("dora", "log" + id));
                await ShowsAsync(daemon, $"\"log{id}\"");
                writer.Write(Encoding.ASCII.GetBytes(Logout(user, id)));
            }

            await ShowsAsync(daemon, $"\"{user}\"");
        }

        daemon.Signal(SigInt);
        Assert.True(await daemon.WaitForEndAsync(Patience));
        Assert.Equal(130, daemon.ExitCode);
    }

    [Fact]
    public async Task Standard_input_is_followed_beside_a_log_and_ends_by_itself()
    {
        _restante.Write("mail.log", Login("ann", "id1") + Logout("ann", "id1"));
        _restante.Write("more.log", Login("bob", "id2") + Logout("bob", "id2"));

        await using (var both = Daemon.Start("/bin/sh", ["-c", "mkfifo in; exec 3<>in; cat more.log >&3; exec \"$0\" logs - mail.log --follow --json <in", RestanteProgram.Path], _restante.Folder))
        {
            await ShowsAsync(both, "\"ann\"");
            await ShowsAsync(both, "\"bob\"");
            both.Signal(SigInt);
            Assert.True(await both.WaitForEndAsync(Patience));
        }

        var alone = await _restante.RunInShellAsync("restante logs - --follow --json <more.log");
        Assert.Equal(0, alone.Code);
        Assert.Contains("\"bob\"", alone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_vanishes_while_it_is_followed_is_read_on_when_it_is_there_again()
    {
        var (gone, log) = (_restante.PathOf("gone.log"), _restante.PathOf("mail.log"));
        File.WriteAllText(gone, Login("ann", "id1") + Logout("ann", "id1"));
        File.WriteAllText(log, "");
        await using var daemon = Daemon.Start(RestanteProgram.Path, ["logs", gone, log, "--follow", "--json"], _restante.Folder);
        await ShowsAsync(daemon, "\"ann\"");

        File.Delete(gone);
        File.AppendAllText(log, Login("bob", "id2") + Logout("bob", "id2"));
        await ShowsAsync(daemon, "\"bob\"");
        File.WriteAllText(gone, Login("carl", "id3") + Logout("carl", "id3"));
        await ShowsAsync(daemon, "\"carl\"");

        daemon.Signal(SigInt);
        Assert.True(await daemon.WaitForEndAsync(Patience));
        Assert.Equal(3, daemon.Output.Split("\"format\"").Length - 1);
    }

    public void Dispose() => _restante.Dispose();

    private static Task ShowsAsync(Daemon daemon, string text) =>
        Eventually.TrueAsync(() => daemon.Output.Contains(text, StringComparison.Ordinal), Patience, text);

    private static string Login(string user, string id) =>
        $"Nov 21 10:15:03 pop3-login: Info: Login: user=<{user}>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=12, TLS, session=<{id}>\n";

    private static string Logout(string user, string id) =>
        $"Nov 21 10:15:04 pop3({user})<12><{id}>: Info: Disconnected: Logged out top=0/0, retr=1/90, del=0/3, size=900\n";
}
