using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>The area "replies": each fault yields its code and no other error.</summary>
public sealed class ReplyFindingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replies_that_end_in_lf(bool tls)
    {
        await using var fake = new FakePop3 { NewLine = "\n", Tls = tls ? FakeTls.Healthy() : null, Implicit = tls }.Start();

        Examined.Only(await Examined.LoggedInAsync(fake), ReplyFindings.BareLf);
    }

    [Fact]
    public Task Commands_that_need_cr() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Instead = s => SpeakStrictlyAsync(fake, s);

        var report = await Examined.LoggedInAsync(fake, Examined.Impatient);

        Examined.NothingWrong(report);
        Assert.True(report.Has(ReplyFindings.CrlfRequired));
    });

    [Fact]
    public async Task Commands_that_do_not_need_cr()
    {
        await using var fake = new FakePop3().Start();

        Assert.False((await Examined.LoggedInAsync(fake)).Has(ReplyFindings.CrlfRequired));
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("NOOP")]
    public async Task A_reply_of_more_than_512_octets(string where)
    {
        var longText = "+OK " + new string('x', 700);
        await using var fake = new FakePop3().Start();
        if (where == "greeting")
        {
            fake.Greeting = longText;
        }
        else
        {
            fake.Commands[where] = (s, _) => s.LineAsync(longText);
        }

        Examined.Only(await Examined.LoggedInAsync(fake), ReplyFindings.LineTooLong);
    }

    [Fact]
    public async Task A_reply_of_512_octets_is_right()
    {
        await using var fake = new FakePop3 { Greeting = "+OK " + new string('x', 506) }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Fact]
    public async Task A_greeting_of_three_million_octets_is_passed_over()
    {
        await using var fake = new FakePop3 { Greeting = "+OK " + new string('x', 3_000_000) }.Start();

        Examined.Only(await Examined.LoggedInAsync(fake), ReplyFindings.LineTooLong);
    }

    [Theory]
    [InlineData("NOOP", "OK")]
    [InlineData("STAT", "3 1200")]
    [InlineData("RSET", "250 reset")]
    [InlineData("NOOP", "+ok")]
    [InlineData("USER", "+OKAY")]
    [InlineData("CAPA", "unknown command")]
    public async Task A_reply_that_is_neither(string command, string reply)
    {
        await using var fake = new FakePop3 { Capabilities = s => s.LoggedIn ? ["UIDL"] : ["UIDL", "USER"] }.Start();
        fake.Commands[command] = (s, _) => s.LineAsync(reply);

        Examined.Only(await Examined.LoggedInAsync(fake), ReplyFindings.BadReply);
    }

    [Theory]
    [InlineData("+OK")]
    [InlineData("+OK ")]
    public async Task A_reply_may_be_short(string reply)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["NOOP"] = (s, _) => s.LineAsync(s.LoggedIn ? reply : "-ERR");

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("closes")]
    [InlineData("silent")]
    public Task No_capa(string how) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["CAPA"] = async (s, _) =>
        {
            switch (how)
            {
                case "refuses":
                    await s.LineAsync("-ERR unknown command CAPA");
                    break;
                case "closes":
                    s.Close();
                    break;
                default:
                    break;
            }
        };

        Examined.Only(await Examined.LoggedInAsync(fake, o => o with { Timeout = TimeSpan.FromSeconds(2) }), ReplyFindings.CapaMissing);
    });

    [Theory]
    [InlineData("UIDL", "-ERR unknown command")]
    [InlineData("UIDL", "-ERR not supported")]
    [InlineData("TOP", "-ERR unknown command")]
    [InlineData("USER", "-ERR unknown command")]
    public async Task A_promise_that_is_not_kept(string command, string refusal)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands[command] = (s, _) => s.LineAsync(refusal);

        var report = await Examined.LoggedInAsync(fake);

        Examined.Only(report, ReplyFindings.PromiseBroken);
        Assert.Contains(command, report.Findings.Single(f => f.Kind == ReplyFindings.PromiseBroken).SeenText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LANG", "-ERR unknown command", true)]
    [InlineData("UTF8", "-ERR unknown command", true)]
    [InlineData("UTF8", "+OK", false)]
    [InlineData("LANG", "+OK follows\r\nen English\r\n.", false)]
    public async Task Promises_before_the_login(string command, string reply, bool broken)
    {
        await using var fake = new FakePop3 { Capabilities = s => [.. FakeCommands.Capabilities(s), command] }.Start();
        fake.Commands[command] = (s, _) => s.LineAsync(reply);

        Assert.Equal(broken, (await Examined.RunAsync(fake)).Has(ReplyFindings.PromiseBroken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Pipelining_of_which_only_the_first_command_counts(bool withLogin) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Instead = s => ReadOncePerCommandAsync(fake, s);

        Examined.Only(withLogin ? await Examined.LoggedInAsync(fake, Examined.Impatient) : await Examined.RunAsync(fake, Examined.Impatient), ReplyFindings.PipeliningBroken);
    });

    [Fact]
    public async Task Pipelining_that_nobody_promised_is_not_tried()
    {
        await using var fake = new FakePop3 { Capabilities = s => FakeCommands.Capabilities(s).Where(c => c != "PIPELINING") }.Start();
        fake.Instead = s => ReadOncePerCommandAsync(fake, s);

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Theory]
    [InlineData("CAPA")]
    [InlineData("LIST")]
    [InlineData("UIDL")]
    public Task A_list_without_its_dot(string command) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands[command] = (s, argument) => argument.Length > 0 ? FakePop3.HealthyAsync(s, command, argument)
            : s.RawAsync("+OK\r\n" + (command == "CAPA" ? "USER\r\nUIDL\r\nTOP\r\n"
                : string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {(command == "LIST" ? m.Message.Size : m.Message.UniqueId)}\r\n"))));

        Examined.Only(await Examined.LoggedInAsync(fake, o => o with { Timeout = TimeSpan.FromSeconds(2) }), ReplyFindings.MissingTerminator);
    });

    [Theory]
    [InlineData("[FOO/BAR]", true)]
    [InlineData("[127.0.0.1]", false)]
    [InlineData("[SYS/TEMP]", false)]
    public async Task A_response_code_of_no_standard(string code, bool unknown)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["NOOP"] = (s, _) => s.LineAsync($"+OK {code} done");

        var report = await Examined.LoggedInAsync(fake);

        Examined.NothingWrong(report);
        Assert.Equal(unknown, report.Has(ReplyFindings.CodeUnknown));
    }

    [Fact]
    public async Task A_promised_auth_response_code_that_does_not_come_is_worth_a_word()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["PASS"] = (s, argument) => argument == "secret" ? FakePop3.HealthyAsync(s, "PASS", argument) : s.LineAsync("-ERR no");

        var report = await Examined.LoggedInAsync(fake);

        Examined.NothingWrong(report);
        Assert.True(report.Has(ReplyFindings.PromiseBroken));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("line")]
    public async Task A_flood_of_capabilities_is_bounded(string kind)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["CAPA"] = async (s, _) =>
        {
            await s.LineAsync("+OK");
            while (true)
            {
                await s.RawAsync(kind == "list" ? "UIDL\r\nX-\u001b[31mRED\r\n" : new string('X', 1000));
            }
        };

        var report = await Examined.LoggedInAsync(fake);

        Examined.Only(report, ReplyFindings.MissingTerminator);
        Assert.DoesNotContain(report.Steps, s => s.Detail.Any(char.IsControl));
        Assert.DoesNotContain(report.Findings, f => f.SeenText.Any(char.IsControl));
    }

    /// <summary>As a server does that takes what one read gives for one command.</summary>
    private static async Task ReadOncePerCommandAsync(FakePop3 fake, FakeSession session)
    {
        await session.LineAsync(fake.Greeting);
        var piece = new byte[4096];
        while (!session.IsOver && await session.Stream.ReadAsync(piece, fake.Stopping) is > 0 and var count)
        {
            var line = System.Text.Encoding.ASCII.GetString(piece, 0, count).Split('\n')[0].TrimEnd('\r');
            var words = line.Split(' ', 2);
            await (fake.Commands.TryGetValue(words[0].ToUpperInvariant(), out var command) ? command(session, words.Length > 1 ? words[1] : "") : session.LineAsync("-ERR unknown"));
        }
    }

    /// <summary>As a server does that looks for CR LF.</summary>
    private static async Task SpeakStrictlyAsync(FakePop3 fake, FakeSession session)
    {
        await session.LineAsync(fake.Greeting);
        var pending = "";
        var piece = new byte[4096];
        while (!session.IsOver && await session.Stream.ReadAsync(piece, fake.Stopping) is > 0 and var count)
        {
            pending += System.Text.Encoding.ASCII.GetString(piece, 0, count);
            while (!session.IsOver && pending.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                var words = pending[..end].Split(' ', 2);
                pending = pending[(end + 2)..];
                await (fake.Commands.TryGetValue(words[0].ToUpperInvariant(), out var command) ? command(session, words.Length > 1 ? words[1] : "") : session.LineAsync("-ERR unknown"));
            }
        }
    }
}
