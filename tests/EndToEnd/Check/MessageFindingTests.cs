using System.Globalization;
using Restante.Client;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;
using static Restante.EndToEnd.Check.MailboxFindingTests;

namespace Restante.EndToEnd.Check;

/// <summary>What goes wrong with a message on its way: each fault yields its code, and no other error and no other warning.</summary>
public sealed class MessageFindingTests
{
    private static readonly FakeMessage Dots = new("dots", "Subject: dots\r\n\r\nbefore\r\n.profile\r\n.\r\nafter 1\r\nafter 2\r\n");

    public static TheoryData<string, int> WrongSizes => new()
    {
        // A size is wrong by this; severity as a number.
        { "lf", 1 }, { "terminator", 1 }, { "+7", 2 }, { "-7", 2 }, { "double", 2 }, { "-2", 0 }, { "none", 2 }, { "negative", 2 },
    };

    [Fact]
    public Task A_final_dot_sent_twice_is_an_unasked_reply_and_no_dot_of_the_message() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RETR"] = async (s, argument) =>
        {
            await FakePop3.HealthyAsync(s, "RETR", argument);
            await s.LineAsync(".");
        };

        Examined.OnlyError(await Examined.LoggedInAsync(fake), ReplyFindings.Unasked);
    });

    [Theory]
    [InlineData("QUIT")]
    [InlineData("TOP")]
    public Task A_hang_that_keeps_the_lock_is_not_called_a_locked_mailbox(string command) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands[command] = (s, _) => s.LoggedIn ? s.SilenceAsync() : s.LineAsync("+OK bye");

        var report = await Examined.LoggedInAsync(fake, Examined.Impatient);

        Assert.Contains(report.Findings, f => f.Kind == (command == "QUIT" ? MailboxFindings.QuitUnanswered : MailboxFindings.TopWrong));
        Assert.Equal(1, report.Exit);
    });

    [Theory]
    [MemberData(nameof(WrongSizes))]
    public async Task A_size_by_list_that_is_not_that_of_the_message(string fault, int severity)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["LIST"] = (s, argument) =>
        {
            var lines = FakeCommands.Kept(s).Select(m => $"{m.Number} {Wrong(m.Message, fault)}").ToList();
            return argument.Length == 0 ? s.RawAsync("+OK\r\n" + string.Concat(lines.Select(l => l + "\r\n")) + ".\r\n")
                : s.LineAsync("+OK " + lines.First(l => l.StartsWith(argument + " ", StringComparison.Ordinal)));
        };
        fake.Commands["RETR"] = Retrieve(m => "+OK\r\n" + m.OnTheWire());

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.SizeMismatch);
        Assert.Equal(severity, (int)report.Findings[0].Severity);
        Assert.Contains(fault == "lf" ? "(LF)" : "", report.Findings[0].SeenText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+OK {0} octets")]
    [InlineData("+OK message follows ({0} bytes)")]
    public async Task A_size_named_by_retr_that_is_not_that_of_the_message(string status)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RETR"] = Retrieve(m => string.Format(CultureInfo.InvariantCulture, status, m.Size + 11) + "\r\n" + m.OnTheWire());

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.SizeMismatch);
    }

    [Fact]
    public async Task A_whole_server_that_counts_lf()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["STAT"] = (s, _) => s.LineAsync($"+OK {FakeCommands.Kept(s).Count} {FakeCommands.Kept(s).Sum(m => int.Parse(Wrong(m.Message, "lf"), CultureInfo.InvariantCulture))}");
        fake.Commands["LIST"] = (s, argument) => argument.Length > 0 ? s.LineAsync($"+OK {argument} {Wrong(fake.Messages[int.Parse(argument, CultureInfo.InvariantCulture) - 1], "lf")}")
            : s.RawAsync("+OK\r\n" + string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {Wrong(m.Message, "lf")}\r\n")) + ".\r\n");
        fake.Commands["RETR"] = Retrieve(m => $"+OK {Wrong(m, "lf")} octets\r\n" + m.OnTheWire());

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.SizeMismatch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dots_that_are_not_doubled(bool alone)
    {
        var message = alone ? Dots : Dots with { Text = Dots.Text.Replace("\r\n.\r\n", "\r\nx\r\n", StringComparison.Ordinal) };
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), message, FakeMessage.Make(3)] }.Start();
        fake.Commands["RETR"] = Retrieve(m => $"+OK {m.Size} octets\r\n" + m.Text + ".\r\n");
        fake.Commands["TOP"] = async (s, argument) =>
        {
            var words = argument.Split(' ');
            var message = fake.Messages[int.Parse(words[0], CultureInfo.InvariantCulture) - 1];
            var lines = message.Text.Split("\r\n")[..^1];
            var count = Array.IndexOf(lines, "") + 1 + int.Parse(words[1], CultureInfo.InvariantCulture);
            await s.RawAsync("+OK\r\n" + string.Concat(lines.Take(count).Select(l => l + "\r\n")) + ".\r\n");
        };

        Only(await Examined.LoggedInAsync(fake), ReplyFindings.NotDotStuffed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(2000)]
    public Task A_message_that_stalls_is_named(int octets) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(2, 200), FakeMessage.Make(3), FakeMessage.Make(4)] }.Start();
        fake.Commands["RETR"] = async (s, argument) =>
        {
            if (argument == "2")
            {
                await s.RawAsync("+OK\r\n" + fake.Messages[1].Text[..octets]);
            }
            else
            {
                await FakePop3.HealthyAsync(s, "RETR", argument);
            }
        };

        var report = await Examined.LoggedInAsync(fake, Quick);

        Only(report, MailboxFindings.MessageStalls);
        var seen = Assert.Single(report.Findings, f => f.Kind == MailboxFindings.MessageStalls).SeenText;
        Assert.Contains($"message 2 ({fake.Messages[1].Size} octets by LIST, unique-id uid-2)", seen, StringComparison.Ordinal);
        Assert.Contains($"after {octets} octets", seen, StringComparison.Ordinal);
    });

    [Fact]
    public Task Each_message_that_stalls_is_named() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3 { Messages = [.. Enumerable.Range(1, 8).Select(n => FakeMessage.Make(n))] }.Start();
        fake.Commands["RETR"] = (s, argument) => argument is "3" or "6" ? s.RawAsync("+OK\r\nSubject: x") : FakePop3.HealthyAsync(s, "RETR", argument);

        var report = await Examined.LoggedInAsync(fake, Quick);

        Only(report, MailboxFindings.MessageStalls);
        var seen = report.Findings[0].Seen;
        Assert.Equal(2, seen.Count);
        Assert.StartsWith("message 3 ", seen[0], StringComparison.Ordinal);
        Assert.StartsWith("message 6 ", seen[1], StringComparison.Ordinal);
    });

    [Fact]
    public Task A_server_that_stalls_and_keeps_its_lock() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RETR"] = async (s, argument) =>
        {
            await s.RawAsync("+OK\r\nSubject: x");
            await s.SilenceAsync();
        };

        Only(await Examined.LoggedInAsync(fake, Quick), MailboxFindings.MessageStalls);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(1500)]
    public async Task A_message_that_is_cut_by_the_connections_end(int octets)
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(2, 200), FakeMessage.Make(3)] }.Start();
        fake.Commands["RETR"] = async (s, argument) =>
        {
            if (argument == "2")
            {
                await s.RawAsync("+OK\r\n" + fake.Messages[1].Text[..octets]);
                s.Close();
            }
            else
            {
                await FakePop3.HealthyAsync(s, "RETR", argument);
            }
        };

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.MessageTruncated);
        Assert.Contains("message 2 ", report.Findings[0].SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_listed_and_refused()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RETR"] = (s, argument) => argument == "2" ? s.LineAsync("-ERR [SYS/TEMP] cannot read it") : FakePop3.HealthyAsync(s, "RETR", argument);

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.MessageTruncated);
    }

    [Fact]
    public async Task A_server_that_closes_in_the_place_of_an_answer_to_retr()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RETR"] = (s, argument) =>
        {
            s.Close();
            return Task.CompletedTask;
        };

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.MessageTruncated);
    }

    [Theory]
    [InlineData("RETR", false)]
    [InlineData("RETR", true)]
    [InlineData("TOP", false)]
    [InlineData("LIST", false)]
    [InlineData("LIST", true)]
    [InlineData("UIDL", false)]
    public Task A_terminator_that_is_missing(string command, bool closes) => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands[command] = async (s, argument) =>
        {
            if (command is "LIST" or "UIDL" && argument.Length > 0)
            {
                await FakePop3.HealthyAsync(s, command, argument);
                return;
            }

            await s.RawAsync("+OK\r\n" + command switch
            {
                "LIST" => string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {m.Message.Size}\r\n")),
                "UIDL" => string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {m.Message.UniqueId}\r\n")),
                "TOP" => fake.Messages[argument[0] - '1'].OnTheWire(int.Parse(argument.Split(' ')[1], CultureInfo.InvariantCulture))[..^3],
                _ => fake.Messages[argument[0] - '1'].OnTheWire()[..^3],
            });
            if (closes)
            {
                s.Close();
            }
        };

        Only(await Examined.LoggedInAsync(fake, Quick), ReplyFindings.MissingTerminator);
    });

    [Fact]
    public Task A_message_without_end() => Steadily.RunAsync(async () =>
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RETR"] = async (s, argument) =>
        {
            await s.RawAsync("+OK\r\nSubject: x\r\n\r\n");
            var much = string.Concat(Enumerable.Repeat("again and again\r\n", 1000));
            while (true)
            {
                await s.RawAsync(much);
            }
        };

        Only(await Examined.LoggedInAsync(fake, Quick), ReplyFindings.MissingTerminator);
    });

    [Theory]
    [InlineData("all")]
    [InlineData("header-lines")]
    [InlineData("one-more")]
    [InlineData("other")]
    [InlineData("no-header-end")]
    public async Task Top_that_sends_something_else(string fault)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["TOP"] = (s, argument) =>
        {
            var words = argument.Split(' ');
            var message = fake.Messages[words[0][0] - '1'];
            var count = int.Parse(words[1], CultureInfo.InvariantCulture);
            return s.RawAsync("+OK\r\n" + fault switch
            {
                "all" => message.OnTheWire(),
                "header-lines" => string.Concat(message.Text.Split("\r\n")[..^1].Take(count).Select(l => l + "\r\n")) + ".\r\n",
                "one-more" => message.OnTheWire(count + 1),
                "no-header-end" => "Subject: cut\r\n.\r\n",
                _ => FakeMessage.Make(7).OnTheWire(count),
            });
        };

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.TopWrong);
        Assert.Equal(Severity.Warning, report.Findings[0].Severity);
    }

    [Fact]
    public async Task Top_of_a_server_that_writes_down_what_was_fetched()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["TOP"] = (s, argument) =>
        {
            var words = argument.Split(' ');
            var message = fake.Messages[words[0][0] - '1'];
            return s.RawAsync("+OK\r\nStatus: RO\r\n" + message.OnTheWire(int.Parse(words[1], CultureInfo.InvariantCulture)));
        };

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Theory]
    [InlineData(200, 50, true)]
    [InlineData(200, 5000, false)]
    public async Task A_message_that_takes_longer_than_programs_wait(int kilooctets, int patienceMilliseconds, bool found)
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(2, kilooctets * 40)] }.Start();
        fake.Commands["RETR"] = async (s, argument) =>
        {
            var octets = "+OK\r\n" + fake.Messages[argument[0] - '1'].OnTheWire();
            for (var at = 0; at < octets.Length; at += 40_000)
            {
                await s.RawAsync(octets[at..Math.Min(octets.Length, at + 40_000)]);
                await s.SilenceAsync(found ? 0.1 : 0.001);
            }
        };

        var report = await Examined.LoggedInAsync(fake, o => o with { Thresholds = o.Thresholds with { ClientPatience = TimeSpan.FromMilliseconds(patienceMilliseconds) } });

        if (found)
        {
            Only(report, MailboxFindings.LargeMessage);
            Assert.Contains("message 2 ", report.Findings[0].SeenText, StringComparison.Ordinal);
        }
        else
        {
            Examined.NothingWrong(report);
        }
    }

    [Fact]
    public async Task A_message_beyond_the_sample_is_read_in_part()
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(2, 400_000), FakeMessage.Make(3)] }.Start();
        var sent = 0L;
        fake.Commands["RETR"] = async (s, argument) =>
        {
            var octets = "+OK\r\n" + fake.Messages[argument[0] - '1'].OnTheWire();
            for (var at = 0; at < octets.Length; at += 10_000)
            {
                await s.RawAsync(octets[at..Math.Min(octets.Length, at + 10_000)]);
                sent += 10_000;
            }
        };

        Examined.NothingWrong(await Examined.LoggedInAsync(fake, o => o with { Thresholds = o.Thresholds with { SampleOctets = 100_000 } }));

        // What the kernel's buffers hold was sent too.
        Assert.True(sent < fake.Messages[1].Size, $"{sent} octets");
    }

    /// <summary>Short steps for faults that are silence, several times in one run; only with <see cref="Steadily"/>.</summary>
    private static CheckOptions Quick(CheckOptions options) => options with { Timeout = TimeSpan.FromSeconds(1.2) };

    private static Func<FakeSession, string, Task> Retrieve(Func<FakeMessage, string> octets) => (s, argument) =>
        int.TryParse(argument, out var number) && FakeCommands.Kept(s).Find(m => m.Number == number).Message is { } message
            ? s.RawAsync(octets(message)) : s.LineAsync("-ERR no such message");

    private static string Wrong(FakeMessage message, string fault) => fault switch
    {
        "lf" => (message.Size - message.Text.Count(c => c == '\n')).ToString(CultureInfo.InvariantCulture),
        "terminator" => (message.Size + 3).ToString(CultureInfo.InvariantCulture),
        "double" => (message.Size * 2).ToString(CultureInfo.InvariantCulture),
        "none" => "large",
        "negative" => "-5",
        _ => (message.Size + int.Parse(fault, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
    };
}
