using System.Diagnostics;
using Restante.EndToEnd.Crashes;
using Restante.EndToEnd.Faults.Shim;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;
using Xunit.Abstractions;

namespace Restante.EndToEnd.Faults;

/// <summary>A disk on which each read takes a second, as one that is about to die or a network that is congested.</summary>
public sealed class SlowDiskTests(ITestOutputHelper output)
{
    private const int Readers = 40;

    [ShimFact]
    public async Task Who_needs_no_disk_is_answered_while_others_wait_for_it()
    {
        using var folder = new ScratchFolder("slow");
        using var disk = new ShimControl(folder.Path);
        var room = CrashRoom.Make(folder.Path).NextLife();
        var users = Enumerable.Range(0, Readers + 1).Select(i => $"slow{i}").ToList();
        await File.AppendAllLinesAsync(Path.Combine(folder.Path, "users"), users.Select(u => $"{u}:{{PLAIN}}{CrashRoom.Password}"));
        foreach (var user in users)
        {
            new Mail.Maildir(Path.Combine(folder.Path, "mail", user, "Maildir")).Deliver(TaggedMessage.Stored(9));
        }

        // Beside it one whose disk is as it should be: a busy machine delays both.
        using var calmFolder = new ScratchFolder("calm");
        var calmRoom = CrashRoom.Make(calmFolder.Path).NextLife();
        await using var host = await CrashHostProcess.StartAsync(room, null, disk.Environment);
        await using var calmHost = await CrashHostProcess.StartAsync(calmRoom, null);
        await using var calm = await LoginAsync(calmRoom, CrashRoom.Users[0]);
        var sessions = await Task.WhenAll(users.Select(u => LoginAsync(room, u)));
        disk.Set(0, DiskCalls.Read, DiskError.None, path: "/new/", delay: TimeSpan.FromSeconds(1));
        var fetching = sessions.Skip(1).Select(s => s.RetrieveAsync("RETR 1")).ToList();

        // All of them are in their first read by now.
        await Eventually.TrueAsync(() => disk.Hits(0) > 0, Eventually.Limit, "a read is slow");
        var losses = new List<TimeSpan>();
        for (var i = 0; i < 30; i++)
        {
            var took = await Task.WhenAll(NoopAsync(sessions[0]), NoopAsync(calm));
            losses.Add(took[0] - took[1]);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        // But for two: the machine may stop for a moment in the middle of one.
        var slowest = losses.Order().ElementAt(losses.Count - 3);
        var fetched = await Task.WhenAll(fetching);
        var damaged = fetched.Count(f => TaggedMessage.Recognise(f) != 9);
        output.WriteLine($"the slowest NOOP took {slowest.TotalMilliseconds:0} ms beside {Readers} readers of a slow disk");
        FaultTable.Add("slow disk: a second for each read", disk.Hits(0), 0, damaged, $"{Readers} fetched in peace; beside them NOOP was answered within {slowest.TotalMilliseconds:0} ms");
        Assert.Equal(0, damaged);
        Assert.True(slowest < TimeSpan.FromSeconds(2), $"NOOP waited {slowest} for other people's disk");
        foreach (var session in sessions)
        {
            await session.DisposeAsync();
        }
    }

    private static async Task<TimeSpan> NoopAsync(RawPop3 session)
    {
        var watch = Stopwatch.StartNew();
        await session.ExpectOkAsync("NOOP");
        return watch.Elapsed;
    }

    private static async Task<RawPop3> LoginAsync(CrashRoom room, string user)
    {
        var session = await RawPop3.DialAsync(room.Pop3);
        _ = await session.ReadLineAsync();
        await session.LoginAsync(user, CrashRoom.Password);
        return session;
    }
}
