using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Crashes;

/// <summary>One server that is killed again and again, with its users and their ledgers.</summary>
internal sealed class CrashLane(int seed)
{
    public const string ByChance = "at a moment by chance";

    /// <summary>Every place at which the store and the session can be told to die, and after how many passes at most.</summary>
    public static readonly (string Name, int Passes)[] Places =
    [
        ("deliver-after-create", 8), ("deliver-after-write", 8), ("deliver-after-sync", 8), ("deliver-after-link", 8), ("deliver-after-publish", 8),
        ("update-after-intent", 4), ("remove-after-announcing", 4), ("remove-after-unlink", 12), ("remove-after-sync", 4), ("update-after-receipt", 4),
        ("index-after-write", 5), ("index-after-rename", 5),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private int _tag;

    /// <summary>How often it died, by place.</summary>
    public Dictionary<string, int> Deaths { get; } = new(StringComparer.Ordinal);

    public LedgerSums Sums { get; } = new();

    public List<string> Faults { get; } = [];

    public async Task RunAsync(int kills)
    {
        using var folder = new ScratchFolder("crash");
        var room = CrashRoom.Make(folder.Path);
        var records = new CrashRecords(room.Records);
        var ledgers = CrashRoom.Users.Select(u => new Ledger(u)).ToList();
        var visitors = ledgers.ConvertAll(l => new CrashVisitor(l, records, new Random(_random.Next())));
        var senders = ledgers.Index().Select(l => new CrashSender(l.Item, l.Index, () => Interlocked.Increment(ref _tag))).ToList();
        for (var kill = 0; kill < kills; kill++)
        {
            room = room.NextLife();
            await LiveAndDieAsync(room, [.. visitors.Select<CrashVisitor, Func<CrashRoom, Task>>(v => r => v.VisitAsync(r.Pop3)), .. senders.Select<CrashSender, Func<CrashRoom, Task>>(s => r => s.SendAsync(r))]);
        }

        await using (await CrashHostProcess.StartAsync(room = room.NextLife(), null))
        {
            foreach (var visitor in visitors)
            {
                Assert.True(await visitor.SessionAsync(room.Pop3, mayDelete: false), "a maildrop stays locked after its holder's death");
            }
        }

        ledgers.ForEach(l => Sums.Add(l.Sums));
        Faults.AddRange(ledgers.SelectMany(l => l.Faults));
    }

    private async Task LiveAndDieAsync(CrashRoom room, Func<CrashRoom, Task>[] guests)
    {
        var (place, passes) = _random.Next(2) == 0 ? (null, 0) : Places[_random.Next(Places.Length)];
        await using var host = await CrashHostProcess.StartAsync(room, place is null ? null : $"{place}@{_random.Next(passes) + 1}");
        var living = guests.Select(g => Task.Run(() => g(room))).ToList();
        var byItself = await host.DieAsync(place is null ? TimeSpan.FromMilliseconds(_random.Next(10, 500)) : Patience);
        await Task.WhenAll(living).WaitAsync(Limit);
        var where = byItself ? place ?? throw new InvalidOperationException("the server ended and nobody had asked it to") : ByChance;
        Deaths[where] = Deaths.GetValueOrDefault(where) + 1;
    }
}
