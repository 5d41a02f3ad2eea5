using System.Diagnostics;
using System.Globalization;
using Restante.EndToEnd.Crashes;
using Restante.EndToEnd.Faults.Shim;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;
using Xunit.Abstractions;

namespace Restante.EndToEnd.Faults;

/// <summary>
/// A disk that fails at any call with any error, while mail comes, is read and is deleted: the server may refuse and cut,
/// and what it says must be true. `make faults` runs it at length.
/// </summary>
public sealed class BadDiskTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("RESTANTE_FAULT_SECONDS") ?? "8", CultureInfo.InvariantCulture));

    private const int Enough = 10;

    private static readonly (DiskCalls Call, DiskError[] Errors)[] Kinds =
    [
        (DiskCalls.Open, [DiskError.Eio, DiskError.Emfile, DiskError.Enfile, DiskError.Enomem, DiskError.Eacces]),
        (DiskCalls.Read, [DiskError.Eio, DiskError.Half]),
        (DiskCalls.Write, [DiskError.Eio, DiskError.Enospc, DiskError.Edquot, DiskError.Half, DiskError.Eintr]),
        (DiskCalls.Sync, [DiskError.Eio, DiskError.Enospc]),
        (DiskCalls.Link, [DiskError.Eio, DiskError.Enospc, DiskError.Edquot, DiskError.Erofs]),
        (DiskCalls.Unlink, [DiskError.Eio, DiskError.Erofs, DiskError.Eacces]),
        (DiskCalls.Rename, [DiskError.Eio, DiskError.Enospc]),
        (DiskCalls.Truncate, [DiskError.Eio]),
        (DiskCalls.Lock, [DiskError.Enolck, DiskError.Eintr]),
        (DiskCalls.Status, [DiskError.Eio, DiskError.Enomem]),
        (DiskCalls.Listing, [DiskError.Eio]),
    ];

    [ShimFact]
    public async Task Whatever_call_fails_what_was_acknowledged_is_there_and_what_was_refused_is_not()
    {
        using var folder = new ScratchFolder("disk");
        using var disk = new ShimControl(folder.Path);
        var room = CrashRoom.Make(folder.Path).NextLife();
        var random = new Random(1);
        var records = new CrashRecords(room.Records);
        var ledgers = CrashRoom.Users.Select(u => new Ledger(u)).ToList();
        var visitors = ledgers.ConvertAll(l => new CrashVisitor(l, records, new Random(random.Next()), mayRefuse: true));
        var tag = 0;
        await using var host = await CrashHostProcess.StartAsync(room, null, disk.Environment);
        var enough = false;
        List<Task> living =
        [
            .. visitors.Select(v => Task.Run(() => v.VisitAsync(room.Pop3, () => Volatile.Read(ref enough)))),
            .. ledgers.Index().Select(l => Task.Run(() => new CrashSender(l.Item, l.Index, () => Interlocked.Increment(ref tag)).SendAsync(room, () => Volatile.Read(ref enough)))),
        ];

        var hits = new Dictionary<(DiskCalls, DiskError), long>();

        // On a busy machine, until enough has failed.
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Length || ((hits.Values.Sum() <= Enough || ledgers.Sum(l => l.Sums.NotTaken) == 0) && watch.Elapsed < Length + Eventually.Limit);)
        {
            var (call, errors) = Kinds[random.Next(Kinds.Length)];
            var error = errors[random.Next(errors.Length)];
            disk.Set(0, call, error, skip: (uint)random.Next(12), times: (uint)random.Next(1, 5));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10, 40)), TimeProvider.System);
            disk.Clear(0);
            hits[(call, error)] = hits.GetValueOrDefault((call, error)) + disk.Hits(0);
        }

        Volatile.Write(ref enough, true);
        await Task.WhenAll(living).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(host.HasEnded, "the server died of its disk");
        await FinallyAllIsThereAsync(room, ledgers, records);

        var sums = new LedgerSums();
        ledgers.ForEach(l => sums.Add(l.Sums));
        var faults = ledgers.SelectMany(l => l.Faults).ToList();
        output.WriteLine($"{sums}; {hits.Values.Sum()} calls failed: " + string.Join(", ", hits.Select(h => $"{h.Key.Item1} {h.Key.Item2} {h.Value}")));
        foreach (var kind in hits.GroupBy(h => h.Key.Item1).OrderBy(k => k.Key))
        {
            var errors = string.Join(", ", kind.Select(h => h.Key.Item2.ToString().ToUpperInvariant()).Order(StringComparer.Ordinal));
            FaultTable.Add($"{kind.Key} fails: {errors}", kind.Sum(h => h.Value), faults.Count(f => f.Contains("is lost", StringComparison.Ordinal)), faults.Count, "refused or cut, and went on");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(50)));
        Assert.True(sums is { Acknowledged: > 0, Removed: > 0, NotTaken: > 0 }, "nothing was tried: " + sums);
        Assert.True(hits.Values.Sum() > Enough, "hardly a call failed");
    }

    [ShimFact]
    public async Task A_message_of_which_the_disk_tells_nothing_is_listed_all_the_same()
    {
        using var folder = new ScratchFolder("disk");
        using var disk = new ShimControl(folder.Path);
        var room = CrashRoom.Make(folder.Path).NextLife();
        var message = TaggedMessage.Stored(1);
        new Mail.Maildir(Path.Combine(folder.Path, "mail", CrashRoom.Users[0], "Maildir")).Deliver(message);
        await using var host = await CrashHostProcess.StartAsync(room, null, disk.Environment);
        disk.Set(0, DiskCalls.Status, DiskError.Eio, path: "/new/");
        string id;
        await using (var session = await LoginAsync(room))
        {
            id = Assert.Single(await session.ListAsync("UIDL"));
            Assert.StartsWith("-ERR [SYS/", await session.CommandAsync("RETR 1"), StringComparison.Ordinal);
            await session.ExpectOkAsync("QUIT");
        }

        disk.Clear(0);
        await using var next = await LoginAsync(room);
        Assert.Equal(id, Assert.Single(await next.ListAsync("UIDL")));
        Assert.Equal(1, TaggedMessage.Recognise(await next.RetrieveAsync("RETR 1")));
    }

    private static async Task<RawPop3> LoginAsync(CrashRoom room)
    {
        var session = await RawPop3.DialAsync(room.Pop3);
        _ = await session.ReadLineAsync();
        await session.LoginAsync(CrashRoom.Users[0], CrashRoom.Password);
        return session;
    }

    private static async Task FinallyAllIsThereAsync(CrashRoom room, List<Ledger> ledgers, CrashRecords records)
    {
        foreach (var ledger in ledgers)
        {
            // The session before may still be ending.
            var visitor = new CrashVisitor(ledger, records, new Random(1));
            await Eventually.TrueAsync(() => visitor.SessionAsync(room.Pop3, mayDelete: false), Eventually.Limit, "the maildrop is free and whole");
        }
    }
}
