using Restante.EndToEnd.Check.Fakes;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Talk;

/// <summary><c>restante talk</c> on a terminal, which expect plays.</summary>
public sealed class TalkTerminalTests : IDisposable
{
    private readonly ScratchFolder _folder = new("terminal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_session_by_hand_is_explained()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        await server.RunVerbAsync(["deliver", "--user", user.Name], "Subject: one\n\nbody\n"u8.ToArray());
        await server.RunVerbAsync(["deliver", "--user", user.Name], "Subject: two\n\nbody\n"u8.ToArray());
        var run = await PlayAsync(["talk", $"127.0.0.1:{server.TlsPort}", "--ca", server.CertificateFile, "--transcript", _folder["session"]], $$"""
            hear "TLSv1.3"
            say "USER {{user.Name}}\r"
            hear "PASS decides"
            say "PASS {{user.Password}}\r"
            hear "logged in"
            say "ST\t\r"
            hear "2 messages, 44 octets"
            say "LI"
            say "\t\r"
            hear "2 messages, 44 octets"
            say "\033\[A\033\[A\r"
            hear "2 messages, 44 octets"
            say "DELE 2\r"
            hear "1 marked> "
            say "QUIT\r"
            hear "QUIT deletes 1 message for ever: 2"
            say "perhaps\r"
            say "no\r"
            hear "not sent"
            say "RSET\r"
            hear "no message is marked"
            say ".tls\r"
            hear "the certificate proves the server"
            say "\004"
            hear "bye"
            """);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain(user.Password, run.Text, StringComparison.Ordinal);
        var transcript = await File.ReadAllTextAsync(_folder["session"]);
        Assert.Equal(2, transcript.Split("C: STAT").Length - 1);
        Assert.Contains("C: PASS ****", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Password, transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dot_login_asks_without_echo_and_takes_the_best_way()
    {
        await using var server = await RestanteServer.StartAsync();
        var user = server.NextUser();
        var run = await PlayAsync(["talk", $"127.0.0.1:{server.PlainPort}"], $$"""
            hear "the server promises STLS: encrypted"
            say ".login\r"
            hear "user: "
            say "{{user.Name}}\r"
            hear "password for"
            say "wrong\r"
            hear "not logged in"
            say ".login {{user.Name}}\r"
            hear "password for"
            say "{{user.Password}}\r"
            hear "by SCRAM-SHA-256"
            hear "transaction> "
            say "\003"
            """);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain(user.Password, run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_sends_commands_no_terminal()
    {
        await using var fake = new FakePop3
        {
            Greeting = "+OK \e]0;owned\a\e[2J",
            Messages = [new FakeMessage("one", "Subject: \e[31mred\r\n\r\n\u009b2J\b\b\r\n")],
        };
        fake.Commands["NOOP"] = (session, _) => session.LineAsync("+OK \e[5mblink");
        fake.Start();
        var run = await PlayAsync(["talk", $"127.0.0.1:{fake.Port}"], """
            hear "authorization> "
            say "USER ann\rPASS secret\r"
            hear "logged in"
            say "NOOP\r"
            hear "blink"
            say "RETR 1\r"
            hear_like {in [0-9.]+ s}
            say "QUIT\r"
            hear "bye"
            """);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.All(["\e]0;", "\e[2J", "\e[31mred", "\e[5m", "\b", "\u009b"], octets => Assert.DoesNotContain(octets, run.Text, StringComparison.Ordinal));
        Assert.Contains(@"\x1b[31mred", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_from_a_pipe_with_answers_on_a_terminal_are_escaped_too()
    {
        await using var fake = new FakePop3 { Greeting = "+OK \e[2J" }.Start();
        var run = await PlayAsync($"""sh -c "echo QUIT | {RestanteProgram.Path} talk 127.0.0.1:{fake.Port}" """, "hear \"bye\"");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains(@"+OK \x1b[2J", run.Text, StringComparison.Ordinal);
    }

    /// <summary>0.0.0.0 reaches this machine and is no loopback address: what goes there may be read on the way.</summary>
    [Fact]
    public async Task A_password_in_clear_text_needs_a_yes()
    {
        await using var fake = new FakePop3().Start();
        var run = await PlayAsync(["talk", $"0.0.0.0:{fake.Port}"], """
            hear "not encrypted"
            say "USER ann\r"
            say "PASS secret\r"
            hear "everybody on the way can read the password"
            say "no\r"
            hear "not sent"
            say "PASS secret\r"
            hear "yes/no"
            say "yes\r"
            hear "logged in"
            say "\004"
            hear "bye"
            """);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Single(fake.Received, r => r.Line == "PASS secret");
    }

    [Fact]
    public async Task A_terminal_that_knows_no_codes_gets_none()
    {
        await using var fake = new FakePop3().Start();
        var run = await PlayAsync($"{RestanteProgram.Path} talk 127.0.0.1:{fake.Port}", """
            hear "> "
            say "USER anna\177\r"
            hear "+OK"
            say "PASS secret\r"
            hear "logged in"
            say "NO\014OP\001\005\r"
            hear "+OK"
            say "\004"
            hear "bye"
            """, terminal: "dumb");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain('\e', run.Text);
        Assert.DoesNotContain("secret", run.Text, StringComparison.Ordinal);
        Assert.Contains(fake.Received, r => r.Line == "USER ann");
        Assert.Contains(fake.Received, r => r.Line == "NOOP");
    }

    private Task<ToolResult> PlayAsync(string[] arguments, string steps) => PlayAsync($"{RestanteProgram.Path} {string.Join(' ', arguments)}", steps);

    /// <param name="steps">hear waits for a text, hear_like for a regular expression, say types.</param>
    private async Task<ToolResult> PlayAsync(string command, string steps, string terminal = "xterm")
    {
        await File.WriteAllTextAsync(_folder["play"], $$"""
            set timeout 60
            proc hear {text} { expect -ex $text {} timeout { puts "\nnot heard: $text"; exit 101 } eof { puts "\nended before: $text"; exit 102 } }
            proc hear_like {pattern} { expect -re $pattern {} timeout { puts "\nnot heard: $pattern"; exit 101 } eof { puts "\nended before: $pattern"; exit 102 } }
            proc say {text} { send -- $text }
            spawn {{command}}
            {{steps}}
            expect eof {} timeout { puts "\ndoes not end"; exit 103 }
            exit [lindex [wait] 3]

            """);
        return await Tool.RunAsync("expect", [_folder["play"]], folder: _folder.Path,
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = terminal });
    }
}
