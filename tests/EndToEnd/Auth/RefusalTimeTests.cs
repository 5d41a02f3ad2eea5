using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Auth;

/// <summary>
/// Unknown user, wrong password, disabled user: the same words after the same time, whatever the secret's scheme. The
/// times are compared as distributions: by their medians, and by Mann and Whitney's test on ranks.
/// </summary>
public sealed class RefusalTimeTests
{
    private const int Samples = 40;

    // z of the rank test: beyond this, samples of one distribution come once in 100,000 runs for each pair.
    private const double Conspicuous = 4.5;

    private static readonly TimeSpan MedianTolerance = TimeSpan.FromMilliseconds(25);

    private static readonly string[] Kinds = ["unknown", "wrong", "wrong-dear", "disabled", "disabled-right"];

    [Fact]
    public async Task Nobody_learns_from_the_time_of_a_refusal_who_exists()
    {
        // {PLAIN} costs nothing to try, {SCRAM-SHA-256} as much as thousands of rounds of a hash do.
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            ExtraUsers = "closed:{PLAIN}secret::::::nologin\n",
        });
        await server.RunVerbAsync(["user", "add", "dear"], "another secret\n"u8.ToArray());
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System); // the users file is looked at every two seconds
        var user = server.NextUser();

        // What tells can be measured again, and in the same direction; what a busy machine did to one sample cannot.
        var first = await DifferencesAsync(server, user.Name, network: 7);
        if (first.Count > 0)
        {
            var second = await DifferencesAsync(server, user.Name, network: 8);
            Assert.Empty(first.Where(d => second.ContainsKey(d.Key)).Select(d => $"{d.Key}: {d.Value}, and again {second[d.Key]}"));
        }
    }

    /// <summary>Which kinds of refusal come sooner than which, and by how much; a sample of each, and one reply for all.</summary>
    private static async Task<Dictionary<string, string>> DifferencesAsync(RestanteServer server, string user, int network)
    {
        var random = new Random(network);
        var times = Kinds.ToDictionary(k => k, _ => new List<double>(), StringComparer.Ordinal);
        var replies = new HashSet<string>(StringComparer.Ordinal);
        for (var sample = 0; sample < Samples; sample++)
        {
            // Side by side, so that the machine's other work meets all alike, and in any order, as who comes last waits for the
            // others' work; each from an address of its own, or delays would grow.
            var kinds = Kinds.Index().ToArray();
            random.Shuffle(kinds);
            var round = await Task.WhenAll(kinds.Select(k =>
                RefuseAsync(server, k.Item, user, string.Create(CultureInfo.InvariantCulture, $"127.{network}.{sample + 1}.{k.Index + 1}"))));
            for (var i = 0; i < kinds.Length; i++)
            {
                times[kinds[i].Item].Add(round[i].Milliseconds);
                replies.Add(round[i].Reply);
            }
        }

        Assert.Single(replies);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (one, other) in Kinds.SelectMany((k, i) => Kinds.Skip(i + 1).Select(o => (k, o))))
        {
            var (a, b) = (times[one], times[other]);
            var apart = Math.Abs(Median(a) - Median(b));

            // Ranks see a millisecond where nothing else runs; what cannot be measured through a network tells nobody anything.
            if (apart >= MedianTolerance.TotalMilliseconds || (apart >= 5 && Math.Abs(RankTest(a, b)) >= Conspicuous))
            {
                var (sooner, later) = Median(a) < Median(b) ? (one, other) : (other, one);
                found.Add($"{sooner} before {later}", string.Create(CultureInfo.InvariantCulture, $"medians {apart:0.0} ms apart, z = {RankTest(a, b):0.0}"));
            }
        }

        return found;
    }

    [Fact]
    public void The_test_would_notice_a_hash_that_is_skipped()
    {
        var random = new Random(7);
        List<double> Draw(double shift) => [.. Enumerable.Range(0, Samples).Select(_ => 500 + shift + (random.NextDouble() * 20))];

        Assert.True(Math.Abs(RankTest(Draw(0), Draw(12))) > Conspicuous);
        Assert.True(Math.Abs(RankTest(Draw(0), Draw(0))) < Conspicuous);
    }

    private static async Task<(string Reply, double Milliseconds)> RefuseAsync(RestanteServer server, string kind, string user, string from)
    {
        var (name, password) = kind switch
        {
            "unknown" => ("nobody-of-this-name", "guess"),
            "wrong" => (user, "guess"),
            "wrong-dear" => ("dear", "guess"),
            "disabled" => ("closed", "guess"),
            _ => ("closed", "secret"),
        };
        await using var session = await RawPop3.ConnectAsync(server.PlainPort, from);
        await session.ExpectOkAsync("USER " + name);
        var started = Stopwatch.GetTimestamp();
        await session.SendAsync($"PASS {password}\r\n");
        var reply = await session.ReadLineAsync();
        return (reply, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double RankTest(List<double> a, List<double> b)
    {
        var u = a.Sum(x => b.Sum(y => x > y ? 1 : x < y ? 0 : 0.5));
        var (n, m) = ((double)a.Count, (double)b.Count);
        return (u - (n * m / 2)) / Math.Sqrt(n * m * (n + m + 1) / 12);
    }
}
