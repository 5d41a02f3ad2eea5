using Restante.Client.Report.Catalogue;
using Restante.EndToEnd.Check.Fakes;

namespace Restante.EndToEnd.Check;

/// <summary>Mailboxes of a server that means harm: an examination ends in bounded time and memory, and shows nothing raw.</summary>
public sealed class HostileMailboxTests
{
    [Theory]
    [InlineData("LIST", "{0} 120")]
    [InlineData("LIST", "2147483647 9223372036854775807")]
    [InlineData("LIST", "99999999999999999999 -1")]
    [InlineData("UIDL", "{0} id{0}")]
    [InlineData("UIDL", "1 \u001b[2J\u001b]0;owned\u0007")]
    public async Task A_list_without_end(string command, string line)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands[command] = async (s, argument) =>
        {
            if (argument.Length > 0)
            {
                await s.LineAsync("-ERR");
                return;
            }

            await s.RawAsync("+OK\r\n");
            for (var n = 1; ; n += 1000)
            {
                await s.RawAsync(string.Concat(Enumerable.Range(n, 1000).Select(i => line.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\r\n")));
            }
        };

        var report = await Examined.LoggedInAsync(fake);

        Assert.True(report.Has(ReplyFindings.MissingTerminator));
        Assert.DoesNotContain(report.Findings, f => f.SeenText.Any(char.IsControl));
    }

    [Fact]
    public async Task Unique_ids_of_a_megabyte()
    {
        await using var fake = new FakePop3().Start();
        var id = new string('x', 1_000_000);
        fake.Commands["UIDL"] = (s, argument) => argument.Length > 0 ? s.LineAsync($"+OK {argument} {id}")
            : s.RawAsync("+OK\r\n" + string.Concat(FakeCommands.Kept(s).Select(m => $"{m.Number} {id}{m.Number}\r\n")) + ".\r\n");

        var report = await Examined.LoggedInAsync(fake);

        Assert.True(report.Has(MailboxFindings.UidlIllegal));
        Assert.DoesNotContain(report.Findings, f => f.SeenText.Length > 5000);
    }

    [Theory]
    [InlineData("+OK 9223372036854775807 9223372036854775807")]
    [InlineData("+OK -9223372036854775808 79228162514264337593543950335")]
    [InlineData("+OK 2147483648 1e5")]
    public async Task Stat_beyond_all_measure(string stat)
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["STAT"] = (s, _) => s.LineAsync(s.LoggedIn ? stat : "-ERR");

        Assert.True((await Examined.LoggedInAsync(fake)).Has(MailboxFindings.StatListMismatch));
    }

    [Fact]
    public async Task Sizes_beyond_all_measure_and_numbers_that_repeat()
    {
        await using var fake = new FakePop3().Start();
        fake.Commands["LIST"] = MailboxFindingTests.Whole("LIST", "1 9223372036854775807", "1 9223372036854775807", "2 -1", "2147483647 7", "0 0");

        Assert.True((await Examined.LoggedInAsync(fake)).Has(MailboxFindings.NumbersNotSequential));
    }

    [Fact]
    public async Task A_server_without_stat_list_and_all_the_rest()
    {
        await using var fake = new FakePop3().Start();
        foreach (var command in new[] { "STAT", "LIST", "UIDL", "RETR", "TOP", "DELE", "RSET", "NOOP" })
        {
            fake.Commands[command] = (s, _) => s.LineAsync("\u0007\u001b[31mwhat?");
        }

        var report = await Examined.LoggedInAsync(fake);

        Assert.True(report.Has(ReplyFindings.BadReply));
        Assert.DoesNotContain(report.Findings, f => f.SeenText.Any(char.IsControl));
    }

    [Fact]
    public async Task A_hundred_thousand_messages_are_no_trouble()
    {
        await using var fake = new FakePop3().Start();
        var message = FakeMessage.Make(1);
        var list = string.Concat(Enumerable.Range(1, 100_000).Select(n => $"{n} {message.Size}\r\n"));
        var ids = string.Concat(Enumerable.Range(1, 100_000).Select(n => $"{n} id-{n}\r\n"));
        fake.Commands["STAT"] = (s, _) => s.LineAsync($"+OK 100000 {100_000L * message.Size}");
        fake.Commands["LIST"] = (s, argument) => argument.Length > 0 ? s.LineAsync($"+OK {argument} {message.Size}") : s.RawAsync("+OK\r\n" + list + ".\r\n");
        fake.Commands["UIDL"] = (s, argument) => argument.Length > 0 ? s.LineAsync($"+OK {argument} id-{argument}") : s.RawAsync("+OK\r\n" + ids + ".\r\n");
        fake.Commands["RETR"] = (s, _) => s.RawAsync("+OK\r\n" + message.OnTheWire());
        fake.Commands["TOP"] = (s, argument) => s.RawAsync("+OK\r\n" + message.OnTheWire(int.Parse(argument.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
        fake.Commands["DELE"] = (s, _) => s.LineAsync("-ERR not here");

        Examined.NothingWrong(await Examined.LoggedInAsync(fake));
    }
}
