using System.Text;
using Restante.Client.Mailbox;
using Restante.Client.Report;
using Restante.Client.Wire;
using static Restante.Unit.Client.Mailbox.ListingsTests;

namespace Restante.Unit.Client.Mailbox;

public sealed class ComparisonTests
{
    private const string Message = "Subject: x\r\nMessage-ID: <1@x>\r\n\r\none\r\ntwo\r\nthree\r\n";

    [Theory]
    [InlineData("Subject: x\r\nMessage-ID: <1@x>\r\n\r\n", 0, null)]
    [InlineData("Subject: x\r\nMessage-ID: <1@x>\r\n\r\none\r\n", 1, null)]
    [InlineData(Message, 99, null)]
    [InlineData("Status: RO\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\n", 0, null)]
    [InlineData(Message, 0, "3 lines of the body")]
    [InlineData("Subject: x\r\n", 1, "counted from the header's first line")]
    [InlineData("Subject: x\r\nMessage-ID: <1@x>\r\n\r\n", 1, "0 lines of the body")]
    [InlineData("Subject: y\r\nMessage-ID: <1@x>\r\n\r\n", 0, "another text")]
    [InlineData("", 0, "not even the whole header")]
    public void Top_is_header_empty_line_and_the_lines_asked_for(string top, int lines, string? wrong)
    {
        var judged = TopJudge.Judge(Read(Message), Read(top), lines);

        Assert.Equal(wrong is null, judged is null);
        Assert.Contains(wrong ?? "", judged?.Words ?? "", StringComparison.Ordinal);
        Assert.True(judged is null or { Severity: Severity.Warning });
    }

    [Theory]
    [InlineData("Subject: x\r\nMessage-ID: <1@x>\r\n")]
    [InlineData("Subject: x\r\nMessage-ID: <1@x>\r\n\r\n\r\n")]
    public void An_empty_line_too_many_or_too_few_in_top_is_no_warning(string top) =>
        Assert.Equal(Severity.Info, TopJudge.Judge(Read(Message), Read(top), 0)!.Severity);

    [Fact]
    public void Mail_that_comes_and_goes_changes_no_unique_ids()
    {
        var before = View("+OK", ["1 10", "2 20", "3 30"], ["1 a", "2 b", "3 c"]);

        Assert.Null(UniqueIdChange.Find(before, View("+OK", ["1 20", "2 30", "3 10"], ["1 b", "2 c", "3 d"])));
        Assert.Null(UniqueIdChange.Find(before, View("+OK", [], [])));
        Assert.Equal(2, UniqueIdChange.Find(before, View("+OK", ["1 10", "2 20", "3 30"], ["1 a", "2 x", "3 y"]))!.Changed);
    }

    [Fact]
    public void Marks_are_compared_by_number_size_and_unique_id()
    {
        var before = View("+OK", ["1 10", "2 20", "3 20"], ["1 a", "2 b", "3 c"]);

        Assert.Equal(MarkEffect.Gone, MarkJudge.Judge(before, View("+OK", ["2 20", "3 20"], ["2 b", "3 c"]), 1, out _));
        Assert.Equal(MarkEffect.StillListed, MarkJudge.Judge(before, before, 1, out _));
        Assert.Equal(MarkEffect.Shifted, MarkJudge.Judge(before, View("+OK", ["1 20", "2 20"], ["1 b", "2 c"]), 1, out _));
        Assert.Equal(MarkEffect.Shifted, MarkJudge.Judge(before, View("+OK", ["2 20", "3 20"], ["2 c", "3 b"]), 1, out _));
        Assert.Equal(MarkEffect.Gone, MarkJudge.Judge(before, View("+OK", ["2 20", "3 20"], ["2 made-anew", "3 c"]), 1, out _));
    }

    [Fact]
    public void Messages_are_recognised_by_their_message_id_whatever_their_unique_id()
    {
        var before = Kept(("a", 10, "<1>"), ("b", 10, "<2>"), ("c", 10, null));

        Assert.Null(BaselineChange.Find(before, Kept(("a", 10, "<1>"), ("d", 10, "<4>"))));
        Assert.Null(BaselineChange.Find(before, Kept(("x", 10, "<7>"), ("y", 10, "<8>"), ("z", 10, null))));
        Assert.StartsWith("all 3 ", BaselineChange.Find(before, Kept(("x", 10, "<1>"), ("y", 10, "<2>"), ("z", 10, null)))!.Words, StringComparison.Ordinal);
        Assert.StartsWith("1 of 3 unique-ids changed since 2026-11-20", BaselineChange.Find(before, Kept(("a", 10, "<1>"), ("y", 10, "<2>"), ("c", 10, null)))!.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_alone_count_only_where_all_are_the_same_in_the_same_order()
    {
        var before = Kept(("a", 10, null), ("b", 20, null), ("c", 30, null));

        Assert.NotNull(BaselineChange.Find(before, Kept(("x", 10, null), ("y", 20, null), ("z", 30, null), ("new", 5, null))));
        Assert.Null(BaselineChange.Find(before, Kept(("x", 10, null), ("y", 20, null), ("z", 31, null))));
        Assert.Null(BaselineChange.Find(Kept(("a", 10, null), ("b", 10, null), ("c", 10, null)), Kept(("x", 10, null), ("y", 10, null), ("z", 10, null))));
    }

    [Theory]
    [InlineData("Subject: x\r\nMessage-ID: <1@x>\r\n\r\n", "<1@x>")]
    [InlineData("message-id:\r\n <2@x>\r\nSubject: y\r\n\r\n", "<2@x>")]
    [InlineData("Subject: x\r\n\r\nMessage-ID: <1@x>\r\n", null)]
    [InlineData("Message-ID:\r\n\r\n", null)]
    [InlineData("", null)]
    public void A_message_id_is_found_in_the_header(string message, string? id) => Assert.Equal(id, MessageIdField.Find(Encoding.Latin1.GetBytes(message)));

    private static Baseline Kept(params (string Id, long Size, string? MessageId)[] messages) =>
        new(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), [.. messages.Select(m => new BaselineMessage(m.Id, m.Size, m.MessageId))]);

    private static MessageRead Read(string text)
    {
        using var reader = new MessageReader();
        reader.Take(Encoding.Latin1.GetBytes(text));
        return new MessageRead(Reply("+OK"), MultiLineEnd.Terminator) { Octets = reader.Octets, Lines = reader.Lines, HeaderLines = reader.HeaderLines, Beginning = reader.Beginning.ToArray() };
    }
}
