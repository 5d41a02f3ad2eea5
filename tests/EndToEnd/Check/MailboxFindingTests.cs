using System.Globalization;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>The area "mailbox": each fault yields its code, and no other error and no other warning.</summary>
public sealed class MailboxFindingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(60)]
    public async Task A_healthy_mailbox_has_nothing_wrong(int messages)
    {
        await using var fake = new FakePop3 { Messages = [.. Enumerable.Range(1, messages).Select(n => FakeMessage.Make(n, n % 7))] }.Start();

        var report = await Examined.LoggedInAsync(fake, o => o with { Destructive = messages > 0 });

        Examined.NothingWrong(report);
        Assert.Equal(Math.Max(0, messages - 1), fake.Messages.Count);
        if (messages == 0)
        {
            Assert.Contains(report.Steps, s => s.Detail.Contains("is empty", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_is_deleted_unless_told()
    {
        await using var fake = new FakePop3().Start();
        var before = fake.Messages;

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));

        Assert.Equal(before, fake.Messages);
    }

    [Fact]
    public async Task Dots_at_the_start_of_lines_are_nothing_wrong()
    {
        await using var fake = new FakePop3
        {
            Messages = [FakeMessage.Make(1), new("dots", "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n...\r\nend\r\n"), new("dot-first", ".Subject: x\r\n\r\n.\r\n"), new("header", "Subject: only\r\n\r\n")],
        }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Theory]
    [InlineData("+OK 4 999")]
    [InlineData("+OK 2 1")]
    [InlineData("+OK")]
    [InlineData("+OK three messages")]
    [InlineData("-ERR not implemented")]
    public async Task Stat_that_does_not_say_what_list_says(string stat)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["STAT"] = (s, _) => s.LineAsync(s.LoggedIn ? stat : "-ERR");

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.StatListMismatch);
    }

    [Fact]
    public async Task Stat_whose_octets_are_not_those_of_list()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["STAT"] = (s, _) => s.LineAsync($"+OK {FakeCommands.Kept(s).Count} 17");

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.StatListMismatch);
    }

    [Theory]
    [InlineData("1 120", "3 130")]
    [InlineData("1 120", "2 120", "3 130", "4 140")]
    public async Task List_that_leaves_out_or_adds_a_message(params string[] lines)
    {
        await using var fake = new FakePop3 { Messages = [Sized(1, 120), Sized(2, 120), Sized(3, 130)] }.Start();
        fake.Commands["LIST"] = Whole("LIST", lines);

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.StatListMismatch);
    }

    [Fact]
    public async Task Uidl_that_leaves_out_a_message()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["UIDL"] = Whole("UIDL", "1 uid-1", "2 uid-2");

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.StatListMismatch);
    }

    [Theory]
    [InlineData("STAT", "+OK 0 0")]
    [InlineData("LIST", "+OK\r\n.")]
    [InlineData("UIDL", "+OK\r\n.")]
    public async Task Empty_by_one_command_and_not_by_another(string command, string answer)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands[command] = (s, argument) => argument.Length > 0 ? s.LineAsync("-ERR no such message") : s.LineAsync(answer);

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.EmptyThoughNot);
    }

    [Theory]
    [InlineData("1 {0}", "2 {1}", "4 {2}")]
    [InlineData("0 {0}", "1 {1}", "2 {2}")]
    [InlineData("1 {0}", "1 {1}", "2 {2}")]
    [InlineData("10 {0}", "20 {1}", "30 {2}")]
    public async Task Numbers_that_are_not_1_2_3(params string[] lines)
    {
        await using var fake = new FakePop3().Start();
        var sizes = fake.Messages.Select(object (m) => m.Size).ToArray();
        fake.Commands["LIST"] = Whole("LIST", [.. lines.Select(l => string.Format(CultureInfo.InvariantCulture, l, sizes))]);
        var numbers = lines.Select(l => l.Split(' ')[0]).ToList();
        fake.Commands["UIDL"] = Whole("UIDL", [.. numbers.Select((n, i) => $"{n} uid-{i}")]);
        foreach (var command in new[] { "RETR", "TOP" })
        {
            fake.Commands[command] = (s, argument) =>
            {
                var words = argument.Split(' ');
                var place = numbers.IndexOf(words[0]) + 1;
                return FakePop3.HealthyAsync(s, command, string.Join(' ', [place.ToString(CultureInfo.InvariantCulture), .. words[1..]]));
            };
        }

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.NumbersNotSequential);
    }

    [Theory]
    [InlineData("1 {0}", "3 {1}", "4 {2}")]
    [InlineData("0 {0}", "1 {1}", "2 {2}")]
    [InlineData("101 {0}", "102 {1}", "103 {2}")]
    public async Task Lists_alone_that_number_wrongly_do_not_make_sizes_or_promises_wrong(params string[] lines)
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(2, 9), FakeMessage.Make(3, 40)] }.Start();
        var sizes = fake.Messages.Select(object (m) => m.Size).ToArray();
        fake.Commands["LIST"] = Whole("LIST", [.. lines.Select(l => string.Format(CultureInfo.InvariantCulture, l, sizes))]);
        fake.Commands["UIDL"] = Whole("UIDL", [.. lines.Select((l, i) => $"{l.Split(' ')[0]} uid-{i}")]);

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.NumbersNotSequential);
    }

    [Fact]
    public async Task A_list_in_another_order_is_a_warning()
    {
        await using var fake = new FakePop3().Start();
        var sizes = fake.Messages.Select(m => m.Size).ToList();
        fake.Commands["LIST"] = Whole("LIST", $"3 {sizes[2]}", $"1 {sizes[0]}", $"2 {sizes[1]}");

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.NumbersNotSequential);
        Assert.Equal(1, report.Exit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Numbers_that_shift_after_dele(bool rsetHelps)
    {
        await using var fake = new FakePop3().Start();
        FakeMessage[] all = [.. fake.Messages];
        fake.Commands["DELE"] = (s, argument) =>
        {
            fake.Messages = [.. fake.Messages.Where((_, i) => i != int.Parse(argument, CultureInfo.InvariantCulture) - 1)];
            return s.LineAsync("+OK deleted");
        };
        fake.Commands["RSET"] = (s, _) =>
        {
            fake.Messages = rsetHelps ? [.. all] : fake.Messages;
            return s.LineAsync("+OK");
        };

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.NumbersShiftAfterDele);
    }

    [Theory]
    [InlineData("+OK")]
    [InlineData("-ERR what is that")]
    public async Task Rset_that_does_not_undo(string reply)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["RSET"] = (s, _) => s.LineAsync(reply);

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.RsetDoesNotUndo);
        Assert.Equal(3, fake.Messages.Count);
    }

    [Fact]
    public async Task Dele_that_is_refused_is_nothing_wrong()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["DELE"] = (s, _) => s.LineAsync("-ERR read-only");

        Examined.NothingWrong(await Examined.LoggedInAsync(fake, o => o with { Destructive = true }));
    }

    [Fact]
    public async Task Dele_without_quit_that_deletes()
    {
        await using var fake = new FakePop3().Start();
        fake.Instead = async s =>
        {
            await fake.SpeakAsync(s);
            fake.Messages = [.. fake.Messages.Where((_, i) => !s.Marked.Contains(i + 1))];
        };
        fake.Commands["QUIT"] = async (s, _) =>
        {
            await s.LineAsync("+OK bye");
            s.Close();
        };

        Only(await Examined.LoggedInAsync(fake, o => o with { Destructive = true }), MailboxFindings.DeleWithoutQuit);
    }

    [Fact]
    public async Task A_server_without_uidl_and_top()
    {
        await using var fake = new FakePop3().Start();
        fake.Capabilities = _ => ["USER"];
        fake.Commands.Remove("UIDL");
        fake.Commands.Remove("TOP");

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.UidlMissing, MailboxFindings.TopMissing);
        Assert.Equal(1, report.Exit);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" with space")]
    [InlineData(" \u00e9t\u00e9")]
    [InlineData(" \u001b[31mred")]
    [InlineData(" aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbb")]
    public async Task A_unique_id_of_the_wrong_form(string rest)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["UIDL"] = Whole("UIDL", "1 uid-1", "2" + rest, "3 uid-3");

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.UidlIllegal);
        Assert.DoesNotContain('\u001b', report.Findings[0].SeenText);
    }

    [Fact]
    public async Task A_unique_id_that_looks_like_a_path_is_nothing_wrong()
    {
        await using var fake = new FakePop3 { Messages = [new("../../../../tmp/x", FakeMessage.Make(1).Text), new("/etc/passwd", FakeMessage.Make(2).Text)] }.Start();

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Fact]
    public async Task Two_messages_with_one_unique_id()
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(2) with { UniqueId = "uid-1" }, FakeMessage.Make(3)] }.Start();

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.UidlDuplicate);
    }

    [Fact]
    public async Task Two_copies_of_a_message_may_have_one_unique_id()
    {
        await using var fake = new FakePop3 { Messages = [FakeMessage.Make(1), FakeMessage.Make(1), FakeMessage.Make(3)] }.Start();

        var report = await Examined.LoggedInAsync(fake);

        Examined.NothingWrong(report);
        Assert.True(report.Has(MailboxFindings.UidlDuplicate));
    }

    [Fact]
    public async Task Unique_ids_that_change_from_session_to_session()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["UIDL"] = (s, argument) => argument.Length > 0
            ? s.LineAsync($"+OK {argument} {s.Number}-{argument}")
            : s.RawAsync("+OK\r\n" + string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {s.Number}-{m.Number}\r\n")) + ".\r\n");

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.UidlChanges);
        Assert.Contains("all 3", report.Findings[0].SeenText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unique_ids_that_are_made_anew_each_time()
    {
        var next = 0;
        await using var fake = new FakePop3().Start();
        fake.Commands["UIDL"] = (s, argument) => argument.Length > 0
            ? s.LineAsync($"+OK {argument} id{next++}")
            : s.RawAsync("+OK\r\n" + string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} id{next++}\r\n")) + ".\r\n");

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.UidlChanges);
    }

    [Fact]
    public async Task Mail_that_comes_and_goes_between_sessions_changes_no_unique_ids()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["QUIT"] = async (s, _) =>
        {
            // Another program deletes the first, and a new one of its size comes.
            fake.Messages = [.. fake.Messages.Skip(1), FakeMessage.Make(9)];
            await s.LineAsync("+OK");
            s.Close();
        };

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Fact]
    public async Task Unique_ids_that_are_the_numbers()
    {
        await using var fake = new FakePop3 { Messages = [.. Enumerable.Range(1, 4).Select(n => FakeMessage.Make(n, 10 - n))] }.Start();
        fake.Commands["UIDL"] = (s, argument) => argument.Length > 0
            ? s.LineAsync($"+OK {argument} {argument}")
            : s.RawAsync("+OK\r\n" + string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {m.Number}\r\n")) + ".\r\n");

        // Only a deletion shows it.
        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
        fake.Messages = [.. fake.Messages.AsEnumerable().Reverse()];
        Only(await Examined.LoggedInAsync(fake, o => o with { Destructive = true }), MailboxFindings.UidlChanges);
    }

    [Fact]
    public async Task Two_sessions_at_once()
    {
        await using var fake = new FakePop3().Start();
        LetEverybodyIn(fake);

        var report = await Examined.LoggedInAsync(fake);

        Only(report, MailboxFindings.NoLock);
        Assert.Equal(1, report.Exit);
    }

    [Fact]
    public async Task A_second_session_that_is_let_in_and_then_refused_is_locked_out()
    {
        await using var fake = new FakePop3().Start();
        FakeSession? owner = null;
        LetEverybodyIn(fake);
        fake.Commands["STAT"] = (s, argument) =>
        {
            owner = owner is null || owner.IsOver ? s : owner;
            return owner == s ? FakePop3.HealthyAsync(s, "STAT", argument) : s.LineAsync("-ERR [IN-USE] locked");
        };

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-ERR cannot remove")]
    public async Task Quit_that_is_not_answered(string? reply)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["QUIT"] = async (s, _) =>
        {
            if (reply is not null)
            {
                await s.LineAsync(reply);
            }

            s.Close();
        };

        Only(await Examined.LoggedInAsync(fake), MailboxFindings.QuitUnanswered);
        Only(await Examined.RunAsync(fake), MailboxFindings.QuitUnanswered);
    }

    [Fact]
    public async Task Quit_that_says_ok_and_deletes_nothing()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["QUIT"] = async (s, _) =>
        {
            await s.LineAsync("+OK bye");
            s.Close();
        };

        Only(await Examined.LoggedInAsync(fake, o => o with { Destructive = true }), MailboxFindings.QuitUnanswered);
    }

    /// <summary>Codes that are found, and no other error or warning.</summary>
    internal static void Only(CheckReport report, params FindingKind[] kinds)
    {
        Assert.Null(report.CouldNotFindOut);
        Assert.Contains(report.Findings, f => f.Kind == kinds[0]);
        Assert.Empty(report.Findings.Where(f => f.Severity != Severity.Info && !kinds.Contains(f.Kind)).Select(f => $"{f.Code}: {f.SeenText}"));
    }

    /// <summary>A list with these lines, whatever was marked; single ones are as they should be.</summary>
    internal static Func<FakeSession, string, Task> Whole(string command, params string[] lines) => (s, argument) =>
        argument.Length > 0 ? FakePop3.HealthyAsync(s, command, argument) : s.RawAsync("+OK\r\n" + string.Concat(lines.Select(l => l + "\r\n")) + ".\r\n");

    private static FakeMessage Sized(int number, int size)
    {
        var text = $"Subject: {number}\r\n\r\n";
        return new FakeMessage($"uid-{number}", text + new string('x', size - text.Length - 2) + "\r\n");
    }

    private static void LetEverybodyIn(FakePop3 fake)
    {
        // Released once for each session when it ends.
        fake.Maildrop.Release(20);
    }
}
