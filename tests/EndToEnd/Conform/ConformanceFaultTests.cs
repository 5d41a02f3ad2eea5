using System.Text;
using Restante.Client;
using Restante.Client.Conformance;
using Restante.Client.Conformance.Seeds;
using Restante.Client.Connecting;
using Restante.EndToEnd.Check.Fakes;
using Restante.Protocol.Sasl;

namespace Restante.EndToEnd.Conform;

/// <summary>A server with one fault fails the cases that are about it: the suite can fail.</summary>
public sealed class ConformanceFaultTests
{
    [Theory]
    [InlineData("dots-not-stuffed", "retr-dots")]
    [InlineData("dots-not-stuffed", "top-dots-3")]
    [InlineData("size-off-by-one", "list-size-is-exact-short")]
    [InlineData("lf-line-ends", "list-lines-end-in-crlf")]
    [InlineData("lf-line-ends", "greeting-ends-in-crlf")]
    [InlineData("rset-does-nothing", "rset-unmarks")]
    [InlineData("dele-removes-at-once", "cut-session-removes-nothing")]
    [InlineData("dele-0-removes-message-1", "dele-of-0-is-refused")]
    [InlineData("quit-forgets", "dele-and-quit-remove")]
    [InlineData("no-password-needed", "wrong-password-is-refused")]
    [InlineData("two-sessions", "second-session-is-refused")]
    [InlineData("small-letters", "retr-in-small-letters")]
    [InlineData("status-in-small-letters", "noop-is-ok")]
    [InlineData("stat-before-login", "stat-before-login-is-refused")]
    [InlineData("new-unique-ids", "uidl-is-the-same-in-the-next-session")]
    [InlineData("numbers-shift", "numbers-do-not-shift-after-dele")]
    [InlineData("top-counts-the-header", "top-ten-1")]
    [InlineData("two-lines-for-noop", "noop-is-one-line")]
    [InlineData("capa-forgets-top", "capa-top-after-login-too")]
    [InlineData("hangs", "noop-is-ok")]
    [InlineData("hangs-up", "noop-is-ok")]
    public async Task A_fault_is_a_failure_of_its_case(string fault, string name)
    {
        var result = Assert.Single(await RunAsync(fault, name));
        Assert.True(result.Verdict == Verdict.Fail, $"{result.Verdict}: {result.Why}");
        Assert.NotEmpty(result.Transcript);
        Assert.DoesNotContain(result.Transcript, l => l.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("retr-dots")]
    [InlineData("top-dots-3")]
    [InlineData("list-size-is-exact-short")]
    [InlineData("list-lines-end-in-crlf")]
    [InlineData("rset-unmarks")]
    [InlineData("cut-session-removes-nothing")]
    [InlineData("dele-of-0-is-refused")]
    [InlineData("dele-and-quit-remove")]
    [InlineData("wrong-password-is-refused")]
    [InlineData("second-session-is-refused")]
    [InlineData("uidl-is-the-same-in-the-next-session")]
    [InlineData("numbers-do-not-shift-after-dele")]
    [InlineData("noop-is-one-line")]
    public async Task Without_the_fault_the_case_passes(string name)
    {
        var result = Assert.Single(await RunAsync("none", name));
        Assert.True(result.Verdict == Verdict.Pass, $"{result.Verdict}: {result.Why}\n{string.Join('\n', result.Transcript)}");
    }

    private static async Task<IReadOnlyList<CaseResult>> RunAsync(string fault, string name)
    {
        await using var fake = new FakePop3 { Messages = [] };
        Break(fake, fault);
        fake.Start();
        using var password = new Secret("secret"u8);
        var server = new CheckOptions(new Target("127.0.0.1", fake.Port)) { Tls = TlsChoice.None, User = "ann", Password = password, Timeout = TimeSpan.FromSeconds(fault == "hangs" ? 3 : 20) };
        var report = await new ConformanceRun(new ConformanceOptions(server) { Seed = new FakeSeed(fake), Cases = [.. CaseSuite.Default.Cases.Where(c => c.Name == name)] }, TimeProvider.System)
            .RunAsync(CancellationToken.None);
        Assert.True(report.CouldNotBegin is null, report.CouldNotBegin);
        return report.Results;
    }

    private static void Break(FakePop3 fake, string fault)
    {
        switch (fault)
        {
            case "dots-not-stuffed":
                fake.Commands["RETR"] = fake.Commands["TOP"] = (s, _) => s.RawAsync("+OK\r\n" + s.Server.Messages[0].Text + ".\r\n");
                break;
            case "size-off-by-one":
                fake.Commands["LIST"] = (s, argument) => argument.Length > 0 ? s.LineAsync($"+OK 1 {s.Server.Messages[0].Size + 1}") : FakePop3.HealthyAsync(s, "LIST", argument);
                break;
            case "lf-line-ends":
                fake.NewLine = "\n";
                break;
            case "rset-does-nothing":
                fake.Commands["RSET"] = (s, _) => s.LineAsync("+OK");
                break;
            case "dele-removes-at-once":
                fake.Commands["DELE"] = (s, _) =>
                {
                    s.Server.Messages = [.. s.Server.Messages.Skip(1)];
                    return s.LineAsync("+OK");
                };
                break;
            case "dele-0-removes-message-1":
                fake.Commands["DELE"] = (s, argument) => FakePop3.HealthyAsync(s, "DELE", argument == "0" ? "1" : argument);
                break;
            case "quit-forgets":
                // The survey and the emptying of the maildrop have nothing to remove yet.
                fake.Commands["QUIT"] = async (s, _) =>
                {
                    await s.LineAsync("+OK bye");
                    s.Close();
                };
                break;
            case "no-password-needed":
                fake.Commands["PASS"] = async (s, _) => await FakeCommands.LogInAsync(s, "ann", "secret");
                break;
            case "two-sessions":
                fake.Maildrop.Release(9);
                break;
            case "small-letters":
                fake.Commands["RETR"] = (s, argument) => s.Server.Received.Last().Line.StartsWith('r') ? s.LineAsync("-ERR unknown") : FakePop3.HealthyAsync(s, "RETR", argument);
                break;
            case "status-in-small-letters":
                fake.Commands["NOOP"] = (s, _) => s.LineAsync("+ok");
                break;
            case "stat-before-login":
                fake.Commands["STAT"] = (s, _) => s.LineAsync($"+OK {s.Server.Messages.Count} 0");
                break;
            case "new-unique-ids":
                fake.Commands["UIDL"] = (s, _) => s.RawAsync($"+OK\r\n1 {s.Number}a\r\n2 {s.Number}b\r\n3 {s.Number}c\r\n.\r\n");
                break;
            case "numbers-shift":
                fake.Commands["LIST"] = (s, argument) => argument == "2" && s.Marked.Count > 0 ? s.LineAsync("-ERR no such message") : FakePop3.HealthyAsync(s, "LIST", argument);
                break;
            case "top-counts-the-header":
                fake.Commands["TOP"] = (s, _) => s.RawAsync("+OK\r\n" + s.Server.Messages[0].Text.Split("\r\n")[0] + "\r\n.\r\n");
                break;
            case "two-lines-for-noop":
                fake.Commands["NOOP"] = (s, _) => s.RawAsync("+OK\r\n+OK\r\n");
                break;
            case "capa-forgets-top":
                fake.Capabilities = s => s.LoggedIn ? ["UIDL"] : ["TOP", "UIDL", "USER"];
                break;
            case "hangs":
                fake.Commands["NOOP"] = (s, _) => s.SilenceAsync();
                break;
            case "hangs-up":
                fake.Commands["NOOP"] = (s, _) =>
                {
                    s.Close();
                    return Task.CompletedTask;
                };
                break;
        }
    }

    private sealed class FakeSeed(FakePop3 fake) : ISeed
    {
        public Task<string?> AddAsync(SeedMessage message, CancellationToken cancellation)
        {
            fake.Messages = [.. fake.Messages, new FakeMessage("uid-" + message.Name, Encoding.Latin1.GetString(message.Octets.Span))];
            return Task.FromResult<string?>(null);
        }
    }
}
