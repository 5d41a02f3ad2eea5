using System.Buffers;
using System.Globalization;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Sessions;
using Restante.Server.Stores;

namespace Restante.Unit.Server.Sessions;

public sealed class ListingLinesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(101)]
    [InlineData(1_001)]
    [InlineData(100_000)]
    public void All_lines_come_in_order_in_pieces_of_any_size(int count)
    {
        var list = List(count);
        foreach (var room in (int[])[ListingLines.Longest, 100, 4096, 16_384])
        {
            Assert.Equal(Expected(list, new MarkedMessages(list), uniqueIds: true), Written(list, new MarkedMessages(list), true, room));
            Assert.Equal(Expected(list, new MarkedMessages(list), uniqueIds: false), Written(list, new MarkedMessages(list), false, room));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Marked_messages_are_left_out_and_shift_no_number(int every)
    {
        var list = List(1_200);
        var marked = new MarkedMessages(list);
        for (var number = every; number <= list.Count; number += every)
        {
            marked.Mark(new MessageNumber(number));
        }

        Assert.Equal(Expected(list, marked, uniqueIds: true), Written(list, marked, true, 100));
        Assert.Equal(Expected(list, marked, uniqueIds: false), Written(list, marked, false, 5_000));
    }

    [Fact]
    public void Nothing_is_left_when_all_that_is_left_is_marked()
    {
        var list = List(3);
        var marked = new MarkedMessages(list);
        marked.Mark(new MessageNumber(2));
        marked.Mark(new MessageNumber(3));
        var lines = new ListingLines(list, marked, uniqueIds: false);
        Assert.True(lines.Any);
        lines.Write(new ArrayBufferWriter<byte>(), 100);
        Assert.False(lines.Any);
    }

    [Fact]
    public void The_longest_line_fits()
    {
        var list = new MessageList.Builder(1);
        list.Add(long.MaxValue, Encoding.ASCII.GetBytes(new string('~', UniqueId.MaxLength)));
        var built = list.Build();
        Assert.Equal($"1 {long.MaxValue}\r\n", Written(built, new MarkedMessages(built), false, ListingLines.Longest));
        Assert.Equal($"1 {new string('~', 70)}\r\n", Written(built, new MarkedMessages(built), true, ListingLines.Longest));
    }

    private static string Written(MessageList list, MarkedMessages marked, bool uniqueIds, int room)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var lines = new ListingLines(list, marked, uniqueIds); lines.Any;)
        {
            var before = output.WrittenCount;
            lines.Write(output, room);
            Assert.InRange(output.WrittenCount - before, 1, room);
        }

        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static string Expected(MessageList list, MarkedMessages marked, bool uniqueIds)
    {
        var text = new StringBuilder();
        foreach (var number in Enumerable.Range(1, list.Count).Select(number => new MessageNumber(number)).Where(number => !marked.Contains(number)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{number.Value} {(uniqueIds ? list.UniqueIdText(number) : list.Octets(number))}\r\n");
        }

        return text.ToString();
    }

    private static MessageList List(int count)
    {
        var list = new MessageList.Builder(0);
        for (var i = 0; i < count; i++)
        {
            list.Add(i * 7919L, Encoding.ASCII.GetBytes($"m{i}" + new string('x', i % 60)));
        }

        return list.Build();
    }
}
