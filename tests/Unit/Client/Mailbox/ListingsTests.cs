using System.Text;
using Restante.Client.Mailbox;
using Restante.Client.Wire;

namespace Restante.Unit.Client.Mailbox;

public sealed class ListingsTests
{
    [Theory]
    [InlineData("1 120", 1, 120)]
    [InlineData("2  7 and more", 2, 7)]
    [InlineData("0 5", 0, 5)]
    [InlineData("3 -5", 3, -1)]
    [InlineData("3 99999999999999999999", 3, -1)]
    [InlineData("3 large", 3, -1)]
    public void A_scan_listing_is_number_and_size(string line, int number, long size)
    {
        Assert.True(ScanListings.TryParse(Encoding.Latin1.GetBytes(line), out var n, out var s));
        Assert.Equal((number, size), (n, s));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("-1 5")]
    [InlineData("x 5")]
    [InlineData("1x 5")]
    [InlineData("99999999999 5")]
    public void What_is_no_scan_listing_is_refused(string line) => Assert.False(ScanListings.TryParse(Encoding.Latin1.GetBytes(line), out _, out _));

    [Theory]
    [InlineData("a", true)]
    [InlineData("!~", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\u007f", false)]
    [InlineData("\u00e9", false)]
    public void A_unique_id_has_octets_from_21_to_7E(string id, bool legal) => Assert.Equal(legal, UniqueIdListings.Judge(Encoding.Latin1.GetBytes(id)) is null);

    [Fact]
    public void A_unique_id_has_70_octets_at_most()
    {
        Assert.Null(UniqueIdListings.Judge(Encoding.Latin1.GetBytes(new string('x', 70))));
        Assert.NotNull(UniqueIdListings.Judge(Encoding.Latin1.GetBytes(new string('x', 71))));
    }

    [Fact]
    public void Duplicates_are_found_with_the_first_of_them()
    {
        var ids = Ids("1 a", "2 b", "3 a", "4 A", "5 a");

        Assert.Equal([(0, 2), (0, 4)], ids.Duplicates());
    }

    [Theory]
    [InlineData("1 2 3", 3, null)]
    [InlineData("", 0, null)]
    [InlineData("1 3", 3, null)]
    [InlineData("1 2 4", 3, "1, 2, 4")]
    [InlineData("0 1 2", 3, "0, 1, 2")]
    [InlineData("1 1 2", 3, "stands twice")]
    [InlineData("2 1", 2, "not in order")]
    [InlineData("1 3", null, "1, 3")]
    public void Numbers_are_1_2_3_and_a_gap_is_a_message_left_out_where_stat_counts_it(string numbers, int? messages, string? words)
    {
        var judged = NumberOrder.Judge("LIST", [.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)], messages);

        Assert.Equal(words is null, judged is null);
        Assert.Contains(words ?? "", judged?.Words ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+OK 3 120", 3, 120)]
    [InlineData("+OK 0 0 ready", 0, 0)]
    [InlineData("+OK  2 9", 2, 9)]
    [InlineData("+OK", null, null)]
    [InlineData("+OK -1 5", null, null)]
    [InlineData("+OK 3", null, null)]
    [InlineData("-ERR 3 120", null, null)]
    public void Stat_has_messages_and_octets(string line, int? messages, int? octets)
    {
        var view = View(line, [], []);

        Assert.Equal((messages, octets), ((int?)view.Messages, (int?)view.Octets));
    }

    [Fact]
    public void A_sample_has_the_oldest_the_newest_and_the_largest_which_comes_last()
    {
        var view = View("+OK 1000 0", [.. Enumerable.Range(1, 1000).Select(n => $"{n} {(n == 500 ? 9000 : 1000)}")], []);

        var choice = SampleChoice.Choose(view, 20, 20_000);

        Assert.Equal(12, choice.Numbers.Count);
        Assert.Contains(1, choice.Numbers);
        Assert.Contains(1000, choice.Numbers);
        Assert.Equal(500, choice.Numbers[^1]);
        Assert.Equal(0, choice.Partly);
        Assert.Equal(20, SampleChoice.Choose(view, 20, 20_000_000).Numbers.Distinct().Count());
    }

    [Fact]
    public void A_message_larger_than_the_sample_is_only_begun()
    {
        var choice = SampleChoice.Choose(View("+OK 2 0", ["1 100", "2 99999999"], []), 20, 20_000_000);

        Assert.Equal([1], choice.Numbers);
        Assert.Equal(2, choice.Partly);
    }

    [Fact]
    public void A_sample_of_a_list_that_lies_is_bounded()
    {
        var choice = SampleChoice.Choose(View("+OK 3 0", ["1 -1", "1 9223372036854775807", "2 9223372036854775807", "0 1"], []), 20, 20_000_000);

        Assert.Equal([1], choice.Numbers);
    }

    internal static UniqueIdListings Ids(params string[] lines)
    {
        var ids = new UniqueIdListings();
        foreach (var line in lines)
        {
            ids.Add(Encoding.Latin1.GetBytes(line));
        }

        return ids;
    }

    internal static MailboxView View(string stat, string[] list, string[] uidl)
    {
        var scan = new ScanListings();
        foreach (var line in list)
        {
            scan.Add(Encoding.Latin1.GetBytes(line));
        }

        var ok = Reply("+OK");
        return new MailboxView(Reply(stat), new ListRead<ScanListings>(scan, ok, MultiLineEnd.Terminator),
            new ListRead<UniqueIdListings>(Ids(uidl), ok, MultiLineEnd.Terminator));
    }

    internal static ServerReply Reply(string line) =>
        new(line.StartsWith("+OK", StringComparison.Ordinal) ? ReplyStatus.Ok : ReplyStatus.Error, Encoding.Latin1.GetBytes(line), TimeSpan.Zero);
}
