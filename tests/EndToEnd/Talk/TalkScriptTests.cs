using System.Collections.Concurrent;
using System.Text;
using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Talk;

/// <summary><c>restante talk</c> between pipes: what goes in goes out, what comes back is passed on.</summary>
public sealed class TalkScriptTests : IDisposable
{
    private readonly ScratchFolder _folder = new("talk");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Answers_are_passed_on_octet_by_octet(string lineEnd)
    {
        await using var fake = new FakePop3 { Messages = [new FakeMessage("one", "Subject: \e[2J\r\n\r\n.dot\r\n\xff\r\n")] }.Start();
        var run = await TalkAsync(fake, ["USER ann", "PASS secret", "STAT", "LIST", "UIDL 1", "RETR 1", "CAPA", "QUIT"], lineEnd, []);

        // What is asked for --tls auto is not among it.
        Assert.Equal(
            "+OK pop.example.com ready\r\n+OK\r\n+OK logged in\r\n+OK 1 26\r\n+OK\r\n1 26\r\n.\r\n+OK 1 one\r\n"
            + "+OK 26 octets\r\nSubject: \e[2J\r\n\r\n..dot\r\n\xff\r\n.\r\n+OK capabilities\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\n.\r\n+OK bye\r\n",
            Encoding.Latin1.GetString(run.Output));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task A_server_that_ends_lines_in_LF_is_passed_on_as_it_is()
    {
        await using var fake = new FakePop3 { NewLine = "\n" }.Start();
        var run = await TalkAsync(fake, ["CAPA", "QUIT"]);
        Assert.DoesNotContain('\r', run.Text);
        Assert.EndsWith("PIPELINING\nUSER\nSASL PLAIN\n.\n+OK bye\n", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_exit_1_and_the_rest_is_said_all_the_same()
    {
        await using var fake = new FakePop3().Start();
        var run = await TalkAsync(fake, ["USER ann", "PASS wrong", "QUIT"]);
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("-ERR [AUTH] invalid user or password\r\n+OK bye\r\n", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_that_ends_without_QUIT_deletes_nothing()
    {
        await using var fake = new FakePop3().Start();
        var run = await TalkAsync(fake, ["USER ann", "PASS secret", "DELE 1"]);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(fake.Received, r => r.Line == "QUIT");
        Assert.Equal(3, fake.Messages.Count);
    }

    [Fact]
    public async Task A_last_line_without_an_end_is_said()
    {
        await using var fake = new FakePop3().Start();
        var run = await RunAsync([$"127.0.0.1:{fake.Port}", "--tls", "none"], "QUIT");
        Assert.EndsWith("+OK bye\r\n", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lf", "NOOP\nQUIT\n")]
    [InlineData("--crlf", "NOOP\r\nQUIT\r\n")]
    public async Task Lines_end_as_they_are_wanted(string option, string expected)
    {
        var heard = new ConcurrentQueue<byte>();
        await using var fake = new FakePop3();
        fake.Instead = async session =>
        {
            await session.LineAsync("+OK");
            var octet = new byte[1];
            while (await session.Stream.ReadAsync(octet, fake.Stopping) == 1)
            {
                heard.Enqueue(octet[0]);
                if (octet[0] == '\n')
                {
                    await session.LineAsync("+OK");
                }
            }
        };
        fake.Start();
        var run = await RunAsync([$"127.0.0.1:{fake.Port}", "--tls", "none", option], "NOOP\r\nQUIT\n");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected, Encoding.ASCII.GetString([.. heard]));
    }

    [Fact]
    public async Task A_SASL_exchange_is_carried_on_with_the_next_line()
    {
        await using var fake = new FakePop3().Start();
        var run = await TalkAsync(fake, ["AUTH PLAIN", Convert.ToBase64String("\0ann\0secret"u8), "STAT", "QUIT"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("ready\r\n+ \r\n+OK logged in\r\n+OK 3 ", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task STLS_is_used_where_it_is_promised_and_the_port_of_TLS_is_found_by_its_silence()
    {
        await using var plain = new FakePop3 { Tls = FakeTls.Healthy() }.Start();
        await using var encrypted = new FakePop3 { Tls = FakeTls.Healthy(), Implicit = true }.Start();
        foreach (var fake in new[] { plain, encrypted })
        {
            await File.WriteAllTextAsync(_folder["ca.pem"], fake.Tls!.Root.ExportCertificatePem());
            var run = await TalkAsync(fake, ["USER ann", "PASS secret", ".tls", "QUIT"], options: ["--ca", _folder["ca.pem"]]);
            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.Contains("TLSv1.", run.Text, StringComparison.Ordinal);
            Assert.Contains("certificate proves the server", run.Text, StringComparison.Ordinal);
            Assert.Equal("", run.Errors);
        }
    }

    [Fact]
    public async Task STLS_in_the_script_is_followed_by_TLS()
    {
        await using var fake = new FakePop3 { Tls = FakeTls.Healthy() }.Start();
        var run = await TalkAsync(fake, ["STLS", "USER ann", "PASS secret", "QUIT"], options: ["--tls", "none"]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("+OK begin TLS\r\n+OK\r\n+OK logged in\r\n", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_by_a_file_comes_before_the_script()
    {
        await using var fake = new FakePop3().Start();
        await File.WriteAllTextAsync(_folder["secret"], "secret\n");
        var run = await TalkAsync(fake, ["STAT", "QUIT"], options: ["--tls", "none", "--user", "ann", "--password-file", _folder["secret"], "--transcript", _folder["session"]]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("+OK logged in\r\n+OK 3 ", run.Text, StringComparison.Ordinal);
        var transcript = await File.ReadAllTextAsync(_folder["session"]);
        Assert.Contains("C: STAT", transcript, StringComparison.Ordinal);
        Assert.Contains("****", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("\0ann\0secret"u8), transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_saved_as_it_is_and_over_nothing()
    {
        await using var fake = new FakePop3 { Messages = [new FakeMessage("one", "Subject: x\r\n\r\n.dot\r\n")] }.Start();
        var file = _folder["one.eml"];
        var run = await TalkAsync(fake, ["USER ann", "PASS secret", $".save 1 {file}", "QUIT"]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("Subject: x\r\n\r\n.dot\r\n", await File.ReadAllTextAsync(file));
        run = await TalkAsync(fake, ["USER ann", "PASS secret", $".save 1 {file}", "QUIT"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is there already", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_breaks_off_leaves_no_file()
    {
        await using var fake = new FakePop3();
        fake.Commands["RETR"] = async (session, _) =>
        {
            await session.RawAsync("+OK\r\nSubject: x\r\n");
            session.Close();
        };
        fake.Start();
        var run = await TalkAsync(fake, ["USER ann", "PASS secret", $".save 1 {_folder["half.eml"]}"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.False(File.Exists(_folder["half.eml"]));
    }

    [Fact]
    public async Task A_server_that_leaves_or_says_nothing_is_exit_69()
    {
        await using var leaving = new FakePop3();
        leaving.Commands["NOOP"] = (session, _) =>
        {
            session.Close();
            return Task.CompletedTask;
        };
        leaving.Start();
        var run = await TalkAsync(leaving, ["NOOP", "QUIT"]);
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("closed", run.Errors, StringComparison.Ordinal);

        await using var silent = new FakePop3();
        silent.Commands["NOOP"] = (session, _) => session.SilenceAsync();
        silent.Start();
        run = await TalkAsync(silent, ["NOOP", "QUIT"], options: ["--tls", "none", "--timeout", "2.5"]);
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("no answer for 2.5 s", run.Errors, StringComparison.Ordinal);

        run = await RunAsync([$"127.0.0.1:{FreePorts.Take(1)[0]}"], "QUIT\n");
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("refused", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_protocol_is_named()
    {
        await using var fake = new FakePop3 { Instead = session => session.RawAsync("* OK IMAP4rev1 ready\r\n") }.Start();
        var run = await TalkAsync(fake, ["QUIT"]);
        Assert.Equal(69, run.ExitCode);
        Assert.Contains("IMAP", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:x")]
    [InlineData("127.0.0.1", "--lf", "--crlf")]
    [InlineData("127.0.0.1", "--user", "ann")]
    [InlineData("127.0.0.1", "--tls", "perhaps")]
    [InlineData("127.0.0.1", "--timeout", "0")]
    public async Task A_wrong_command_line_is_exit_64(params string[] arguments) =>
        Assert.Equal(64, (await RunAsync(arguments, "QUIT\n")).ExitCode);

    /// <summary>0.0.0.0 reaches this machine and is no loopback address: what goes there may be read on the way.</summary>
    [Fact]
    public async Task A_password_goes_to_nobody_who_could_be_anybody()
    {
        await using var encrypted = new FakePop3() { Tls = FakeTls.SelfSigned(), Implicit = true }.Start();
        await using var plain = new FakePop3().Start();
        foreach (var fake in new[] { encrypted, plain })
        {
            var run = await RunAsync([$"0.0.0.0:{fake.Port}"], "USER ann\nPASS secret\nQUIT\n");
            Assert.Equal(77, run.ExitCode);
            Assert.Contains("the password was not sent", run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(fake.Received, r => r.Line.StartsWith("PASS", StringComparison.Ordinal));
            run = await RunAsync([$"0.0.0.0:{fake.Port}", "--insecure"], "USER ann\nPASS secret\nQUIT\n");
            Assert.True(run.ExitCode == 0, run.ToString());
        }
    }

    /// <param name="options">Without TLS, where a test is not about it: a greeting that a busy machine delays is no sign of a TLS port then.</param>
    private static Task<ToolResult> TalkAsync(FakePop3 fake, string[] lines, string lineEnd = "\n", string[]? options = null) =>
        RunAsync([$"127.0.0.1:{fake.Port}", .. options ?? ["--tls", "none"]], string.Concat(lines.Select(l => l + lineEnd)));

    private static Task<ToolResult> RunAsync(string[] arguments, string input) =>
        RestanteProgram.RunAsync(["talk", .. arguments], Encoding.UTF8.GetBytes(input));
}
