using Restante.Protocol.Pop3;
using Restante.Server.Sessions;
using Restante.Server.Stores;

namespace Restante.Unit.Server.Sessions;

public sealed class MarkedMessagesTests
{
    [Fact]
    public void What_is_marked_is_no_longer_counted_and_numbers_stay()
    {
        var marked = new MarkedMessages(List(10, 20, 30));
        marked.Mark(new MessageNumber(2));
        Assert.Equal((1, 2, 40L), (marked.Count, marked.LeftCount, marked.LeftOctets));
        Assert.False(marked.Contains(new MessageNumber(1)));
        Assert.True(marked.Contains(new MessageNumber(2)));
        Assert.False(marked.Contains(new MessageNumber(3)));
        Assert.Equal([new MessageNumber(2)], marked.ToList());
    }

    [Fact]
    public void All_marks_can_be_taken_back()
    {
        var marked = new MarkedMessages(List(10, 20));
        marked.Mark(new MessageNumber(1));
        marked.Mark(new MessageNumber(2));
        Assert.Equal((0, 0L), (marked.LeftCount, marked.LeftOctets));
        marked.Clear();
        Assert.Equal((0, 2, 30L), (marked.Count, marked.LeftCount, marked.LeftOctets));
        Assert.Empty(marked.ToList());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Every_message_of_any_maildrop_can_be_marked(int count)
    {
        var marked = new MarkedMessages(List(Enumerable.Repeat(3L, count).ToArray()));
        for (var number = count; number > 0; number--)
        {
            Assert.False(marked.Contains(new MessageNumber(number)));
            marked.Mark(new MessageNumber(number));
            Assert.True(marked.Contains(new MessageNumber(number)));
        }

        Assert.Equal(Enumerable.Range(1, count).Select(n => new MessageNumber(n)), marked.ToList());
        Assert.Equal(0, marked.LeftOctets);
    }

    [Fact]
    public void Totals_above_4_GiB_are_exact()
    {
        var marked = new MarkedMessages(List(5_000_000_000, 5_000_000_000, 1));
        Assert.Equal(10_000_000_001, marked.LeftOctets);
        marked.Mark(new MessageNumber(1));
        Assert.Equal(5_000_000_001, marked.LeftOctets);
    }

    private static MessageList List(params long[] octets)
    {
        var list = new MessageList.Builder(octets.Length);
        for (var i = 0; i < octets.Length; i++)
        {
            list.Add(octets[i], System.Text.Encoding.ASCII.GetBytes($"m{i}"));
        }

        return list.Build();
    }
}
