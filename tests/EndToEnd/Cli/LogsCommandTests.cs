using System.Text;
using System.Text.Json.Nodes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Cli;

/// <summary>`restante logs` as it is used: files, pipes, bad input, and logs that grow.</summary>
public sealed class LogsCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = Eventually.Limit;

    private readonly RestanteProcess _restante = new();

    [Fact]
    public async Task Every_session_is_a_JSON_object_on_a_line()
    {
        _restante.Write("mail.log", Session("ann", "id1") + Session("bob", "id2"));
        var outcome = await _restante.RunAsync("logs mail.log --json");

        var sessions = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(["ann", "bob"], sessions.Select(s => (string)s["user"]!));
        Assert.Equal(
            ["format", "id", "user", "address", "start", "end", "seconds", "tls", "mechanism", "login", "retr", "top", "dele", "removed", "maildrop", "ended", "findings", "source"],
            sessions[0].AsObject().Select(p => p.Key));
    }

    [Fact]
    public async Task A_pipe_is_read_and_the_table_says_what_was_read()
    {
        var outcome = await _restante.RunAsync("logs", Session("ann", "id1") + "Nov 21 10:15:03 pop-01 cron[1]: hello\n");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("ann", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("3 lines: 2 in sessions, 0 known and skipped, 1 of other programs, 0 unread", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_the_rest_is_read()
    {
        _restante.Write("good.log", Session("ann", "id1"));
        Assert.Equal(66, (await _restante.RunAsync("logs missing.log")).Code);

        var partial = await _restante.RunAsync("logs good.log missing.log . --json");
        Assert.Equal(1, partial.Code);
        Assert.Contains("missing.log: there is no such file", partial.Error, StringComparison.Ordinal);
        Assert.Contains("it is a folder", partial.Error, StringComparison.Ordinal);
        Assert.Contains("\"ann\"", partial.Output, StringComparison.Ordinal);

        File.WriteAllBytes(_restante.PathOf("binary"), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        var binary = await _restante.RunAsync("logs binary");
        Assert.Equal(66, binary.Code);
        Assert.Contains("binary: it is a binary file, not a log", binary.Error, StringComparison.Ordinal);
        var beside = await _restante.RunAsync("logs binary good.log --json");
        Assert.Equal(1, beside.Code);
        Assert.Contains("\"ann\"", beside.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be read", beside.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_command_lines_say_what_to_do()
    {
        Assert.Equal(64, (await _restante.RunAsync("logs x --since soon")).Code);
        Assert.Equal(64, (await _restante.RunAsync("logs x --end never")).Code);
        Assert.Equal(64, (await _restante.RunAsync("logs x --report nothing")).Code);
        Assert.Equal(64, (await _restante.RunAsync("logs x --json --csv")).Code);
        Assert.Contains("2 hours ago", (await _restante.RunAsync("logs x --since soon")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_told_as_a_story_and_filtered_by_its_user()
    {
        _restante.Write("own.log", """
            2026-11-21T10:15:03.000Z pop-01 7f3c9a « USER ann
            2026-11-21T10:15:03.010Z pop-01 7f3c9a » +OK
            2026-11-21T10:15:03.020Z pop-01 7f3c9a « PASS secret-word
            2026-11-21T10:15:05.020Z pop-01 7f3c9a » +OK 2 messages (320 octets)
            2026-11-21T10:15:06.020Z pop-01 7f3c9a « DELE 1
            2026-11-21T10:15:06.030Z pop-01 7f3c9a » +OK
            2026-11-21T10:15:07.000Z pop-01 7f3c9a session-end user=ann address=192.0.2.7 tls=TLSv1.3 mechanism=USER end=client-closed maildrop=2/320 retr=0/0 top=0/0 dele=1 removed=0 in=1 out=1 seconds=4.000

            """);
        var story = (await _restante.RunAsync("logs own.log --session 7f3c")).Output;
        Assert.Contains("The client marks message 1 to be deleted; it stays until QUIT.", story, StringComparison.Ordinal);
        Assert.Contains("1 message marked to be deleted, and still there", story, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", story, StringComparison.Ordinal);

        var why = (await _restante.RunAsync("logs own.log --user ann")).Output;
        Assert.Contains("The mail is still there because only QUIT removes what is marked", why, StringComparison.Ordinal);
        Assert.Contains("own.log:7", why, StringComparison.Ordinal);
        Assert.Contains("no sessions", (await _restante.RunAsync("logs own.log --user bob")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users", "user,sessions")]
    [InlineData("timeline", "from,sessions")]
    public async Task A_report_is_a_table_or_CSV(string name, string heading)
    {
        _restante.Write("mail.log", Session("ann", "id1") + Session("bob", "id2"));
        Assert.Contains("█", (await _restante.RunAsync($"logs mail.log --report {name}")).Output, StringComparison.Ordinal);
        Assert.StartsWith(heading, (await _restante.RunAsync($"logs mail.log --report {name} --csv")).Output, StringComparison.Ordinal);
        Assert.StartsWith("{\"", (await _restante.RunAsync($"logs mail.log --report {name} --json --top 1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_goes_on_over_rotation_and_truncation_and_Control_C_tells_what_is_known()
    {
        var log = _restante.PathOf("mail.log");
        File.WriteAllText(log, Session("ann", "id1"));
        await using var daemon = Daemon.Start(RestanteProgram.Path, ["logs", log, "--follow", "--json"], _restante.Folder);
        await ShowsAsync(daemon, "\"ann\"");

        File.AppendAllText(log, Session("bob", "id2"));
        await ShowsAsync(daemon, "\"bob\"");

        // logrotate's create: another file in its place, longer than the one before.
        File.Move(log, log + ".1");
        File.WriteAllText(log, Session("carl", "id3") + Session("dora", "id4") + Session("emil", "id5"));
        await ShowsAsync(daemon, "\"emil\"");

        // logrotate's copytruncate: the same file, empty.
        File.WriteAllText(log, "");
        File.AppendAllText(log, Session("fay", "id6") + Login("gus", "id7"));
        await ShowsAsync(daemon, "\"fay\"");

        const int SigInt = 2;
        daemon.Signal(SigInt);
        Assert.True(await daemon.WaitForEndAsync(Patience));
        await ShowsAsync(daemon, "\"gus\"");
        Assert.Equal(130, daemon.ExitCode);
        Assert.Equal(7, daemon.Output.Split("\"format\"").Length - 1);
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_any_more_is_no_error()
    {
        _restante.Write("mail.log", string.Concat(Enumerable.Range(0, 20_000).Select(i => Session("ann", $"id{i}"))));
        var outcome = await Tool.RunAsync("sh", ["-c", $"'{RestanteProgram.Path}' logs mail.log --json 2>error | head -1; cat error"], default, _restante.Folder);
        Assert.Single(Encoding.UTF8.GetString(outcome.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_full_disk_is_no_success()
    {
        _restante.Write("mail.log", Session("ann", "id1"));
        var outcome = await Tool.RunAsync("sh", ["-c", $"'{RestanteProgram.Path}' logs mail.log --json >/dev/full"], default, _restante.Folder);
        Assert.True(outcome.ExitCode == 74, outcome.ToString());
        Assert.Contains("No space left", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_says_at_its_start_is_known()
    {
        _restante.Write("serve.log", """
            2026-11-21T21:52:40.029Z vm - listening protocol=pop3 address=127.0.0.1:1110
            POP3 with STLS on 127.0.0.1:1110
            POP3 TLS on 127.0.0.1:1995
            users in /srv/restante-data/users, mail in /srv/restante-data/mail/{user}/Maildir

            user demo, password: ttb5pais2d9x39mrty4u

            Try:
              curl -u 'demo:ttb5pais2d9x39mrty4u' pop3://127.0.0.1:1110/        # what is there
              restante user add ann

            """);
        var outcome = await _restante.RunAsync("logs serve.log");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Contains(" 0 unread", outcome.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _restante.Dispose();

    private static Task ShowsAsync(Daemon daemon, string text) =>
        Eventually.TrueAsync(() => daemon.Output.Contains(text, StringComparison.Ordinal), Patience, text);

    private static string Login(string user, string id) =>
        $"Nov 21 10:15:03 pop3-login: Info: Login: user=<{user}>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=12, TLS, session=<{id}>\n";

    private static string Session(string user, string id) =>
        Login(user, id) + $"Nov 21 10:15:04 pop3({user})<12><{id}>: Info: Disconnected: Logged out top=0/0, retr=1/90, del=0/3, size=900\n";
}
