using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Faults;
using Xunit.Abstractions;

namespace Restante.EndToEnd.Crashes;

/// <summary>
/// kill -9 at every step of deliveries and UPDATEs, with a checker outside that knows what was acknowledged.
/// `make crash KILLS=500` runs it at length.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    /// <summary>Two servers die side by side: one machine's other core is else idle while a process starts.</summary>
    private const int Lanes = 2;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("RESTANTE_KILLS") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public async Task However_often_the_server_is_killed_what_it_acknowledged_holds_and_records_tell_the_rest()
    {
        var watch = Stopwatch.StartNew();
        var seed = int.Parse(Environment.GetEnvironmentVariable("RESTANTE_SEED") ?? "1", CultureInfo.InvariantCulture);
        var lanes = Enumerable.Range(0, Lanes).Select(i => new CrashLane(seed + i)).ToList();
        await Task.WhenAll(lanes.Select(l => l.RunAsync(Kills / Lanes)));

        var sums = new LedgerSums();
        lanes.ForEach(l => sums.Add(l.Sums));
        var faults = lanes.SelectMany(l => l.Faults).ToList();
        var deaths = lanes.SelectMany(l => l.Deaths).GroupBy(d => d.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var place in deaths)
        {
            output.WriteLine($"{place.Key} {place.Sum(d => d.Value)}");
        }

        output.WriteLine($"{watch.Elapsed.TotalSeconds:0} s: {sums}");
        FaultTable.Add(
            $"kill -9 {CrashLane.ByChance}, or at one of {CrashLane.Places.Length} places in delivery and UPDATE", deaths.Sum(d => d.Sum(p => p.Value)),
            Count(faults, "is lost", "damaged"), Count(faults, "came back", "unique-id", "no record", "a record says"),
            sums + "; deaths: " + string.Join(", ", deaths.Select(d => $"{d.Key} {d.Sum(p => p.Value)}")));
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(50)));
        Assert.True(sums is { Acknowledged: > 0, Removed: > 0, Fetched: > 0 }, "nothing was tried: " + sums);
    }

    private static int Count(List<string> faults, params string[] words) =>
        faults.Count(f => words.Any(w => f.Contains(w, StringComparison.Ordinal)));
}
