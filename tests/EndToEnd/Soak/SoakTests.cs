using System.Diagnostics;
using System.Globalization;
using System.Net;
using Restante.EndToEnd.Crashes;
using Restante.EndToEnd.Faults;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Xunit.Abstractions;

namespace Restante.EndToEnd.Soak;

/// <summary>
/// A day of a mail server in a minute: deliveries, polls, fetches, deletes, aborts, bad clients and reloads, and outside of
/// it all a checker. `make soak MINUTES=60` runs it at length.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Users = 8;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(
        double.Parse(Environment.GetEnvironmentVariable("RESTANTE_SOAK_MINUTES") ?? "2", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Every_message_is_fetched_as_it_was_delivered_until_it_is_deleted_and_nothing_grows()
    {
        await using var server = await RestanteServer.StartAsync(new RestanteOptions
        {
            Shell = "exec \"$@\" >records",
            Config = """{ "limits": { "sessionsPerAddress": 1000, "login": "15s", "handshake": "10s" } }""",
        });
        var records = new CrashRecords(server.Folder["records"]);
        var users = Enumerable.Range(0, Users).Select(_ => server.NextUser()).ToList();
        var ledgers = users.ConvertAll(u => new Ledger(u.Name, u.Password));
        var pop3 = new IPEndPoint(IPAddress.Loopback, server.PlainPort);
        var enough = false;
        bool Enough() => Volatile.Read(ref enough);
        var tag = 0;
        var polls = new SoakGuests(server, users);
        List<Task> living =
        [
            .. ledgers.Select((l, i) => Task.Run(() => new CrashVisitor(l, records, new Random(i)).VisitAsync(pop3, Enough))),
            .. ledgers.Select(l => Task.Run(() => new SoakSender(server.MailRoot, l, () => Interlocked.Increment(ref tag)).SendAsync(Enough))),
            .. Enumerable.Range(0, 4).Select(i => Task.Run(() => polls.DisturbAsync(new Random(100 + i), Enough))),
            Task.Run(() => polls.ReloadAsync(Enough)),
        ];
        var sizes = await MeasureAsync(server, living);
        Volatile.Write(ref enough, true);
        await Task.WhenAll(living).WaitAsync(TimeSpan.FromSeconds(60));
        foreach (var ledger in ledgers)
        {
            var last = new CrashVisitor(ledger, records, new Random(1));
            await Eventually.TrueAsync(() => last.SessionAsync(pop3, mayDelete: false), Eventually.Limit, "the maildrop is free: no session is stuck");
        }

        // The bad clients' connections are gone by then, each by its limit.
        await Eventually.TrueAsync(() => sizes.Now().Descriptors <= sizes.AtStart.Descriptors + 20, Eventually.Limit, "descriptors as at the start");
        var sums = new LedgerSums();
        ledgers.ForEach(l => sums.Add(l.Sums));
        var faults = ledgers.SelectMany(l => l.Faults).ToList();
        output.WriteLine($"{Length.TotalMinutes:0.#} min: {sums}; {polls}; {sizes}");
        FaultTable.Add("load: deliveries, fetches, deletes, aborts, bad clients, reloads", sums.Acknowledged, faults.Count(f => f.Contains("is lost", StringComparison.Ordinal)), faults.Count, $"{Length.TotalMinutes:0.#} min; {sums}; {polls}; {sizes}");
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(50)));
        Assert.True(sums is { Acknowledged: > 50, Removed: > 10 }, "hardly anything happened: " + sums);
        Assert.True(sizes.IsFlat, "it grows: " + sizes);
    }

    private static async Task<ProcessSizes> MeasureAsync(RestanteServer server, List<Task> living)
    {
        var sizes = new ProcessSizes(server.Process.ProcessId);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Length;)
        {
            Assert.False(server.Process.HasEnded, "the server ended");
            Assert.DoesNotContain(living, l => l.IsCompleted);
            sizes.Take();
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }

        return sizes;
    }
}
