using Restante.Logs.Findings;

namespace Restante.Unit.Logs.Findings;

public sealed class CappedTableTests
{
    [Fact]
    public void The_half_that_was_not_asked_for_longest_is_forgotten()
    {
        var table = new CappedTable<int, Seen>(most: 10);
        for (var key = 0; key < 10; key++)
        {
            table[key].Times++;
        }

        table[0].Times++;
        Assert.NotNull(table.Find(2));
        table[10].Times++;

        Assert.Equal([0, 2, 7, 8, 9, 10], table.All.Select(e => e.Key).Order());
        Assert.Equal(5, table.Forgotten);
        Assert.Equal(2, table[0].Times);
        Assert.Equal(6, table.Count);
    }

    private sealed class Seen : Remembered
    {
        public int Times;
    }
}
