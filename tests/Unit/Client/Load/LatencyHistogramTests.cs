using Restante.Client.Load;

namespace Restante.Unit.Client.Load;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Shares = [0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_percentile_is_the_sorted_lists_and_at_most_one_step_longer(int seed)
    {
        // From single nanoseconds to minutes, evenly by magnitude.
        var random = new Random(seed);
        var times = Enumerable.Range(0, 5000).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).ToList();
        var histogram = new LatencyHistogram();
        times.ForEach(histogram.Record);
        times.Sort();
        foreach (var share in Shares)
        {
            var exact = times[Math.Max(0, (int)Math.Ceiling(share * times.Count) - 1)];
            Assert.InRange(histogram.Percentile(share), exact, exact + exact / 128);
        }

        Assert.Equal((times.Count, times[^1]), (histogram.Count, histogram.Longest));
        Assert.Equal(times.Average(), histogram.Mean, 0.001 * times.Average());
    }

    [Fact]
    public void Times_below_128_nanoseconds_are_exact()
    {
        for (var time = 0; time < 128; time++)
        {
            var histogram = new LatencyHistogram();
            histogram.Record(time);
            histogram.Record(1_000_000);
            Assert.Equal(time, histogram.Percentile(0.5));
        }
    }

    [Fact]
    public void What_is_out_of_range_counts_as_the_shortest_or_longest()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(0, histogram.Percentile(0.5));
        Assert.Equal((1L << 42) - 1, histogram.Percentile(1));
    }

    [Fact]
    public void Two_together_are_as_if_one_had_recorded_all()
    {
        var (one, two, all) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 1; i <= 1000; i++)
        {
            (i % 3 == 0 ? one : two).Record(i * 1000);
            all.Record(i * 1000);
        }

        one.Add(two);
        Assert.Equal(
            Shares.Select(all.Percentile).Append(all.Count).Append(all.Longest),
            Shares.Select(one.Percentile).Append(one.Count).Append(one.Longest));
        Assert.Equal(all.Mean, one.Mean);
    }

    [Fact]
    public void Of_nothing_all_is_0()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal((0, 0, 0, 0), (histogram.Count, histogram.Percentile(0.99), histogram.Longest, histogram.Mean));
    }
}
