namespace Restante.Client.Load;

/// <summary>A run: threads that each hold one connection at a time, a warm-up that counts for nothing, and what was measured then.</summary>
public sealed class LoadRun(LoadOptions options, TimeProvider time)
{
    /// <summary>What is under way at the end may take so long; then its connection is closed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>A server that has said nothing for so long when the run ends hangs; in a shorter run, one that was silent for all of it.</summary>
    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(5);

    /// <summary>Threads that open held sessions.</summary>
    private const int Openers = 32;

    /// <summary>Enough for a handshake; a thousand threads take no more room than they use.</summary>
    private const int StackLength = 512 * 1024;

    /// <summary>Tries one session, as far as its login: what is wrong with it is wrong with all.</summary>
    /// <returns>What went wrong, in few words; null when nothing did.</returns>
    public async Task<string?> TryAsync(CancellationToken cancellation)
    {
        try
        {
            using var tls = Tls();
            using var thread = new LoadThread(tls);
            using var session = new LoadSession(options, new LoadTally(time), lane: 0, thread);
            await using var told = cancellation.Register(session.Connection.Abort);
            await Start(() => session.Guard(Once));
            return null;
        }
        catch (LoadFailure e)
        {
            cancellation.ThrowIfCancellationRequested();
            return e.Reason;
        }
    }

    /// <summary>Runs to the end of its time, or until it is cancelled; what was measured till then is given back.</summary>
    public Task<LoadResult> RunAsync(CancellationToken cancellation) =>
        options.Profile == LoadProfile.Idle ? HoldAsync(cancellation) : WorkAsync(cancellation);

    private void Once(LoadSession session)
    {
        if (options.Profile == LoadProfile.Http)
        {
            session.OpenSilently();
            return;
        }

        session.Open();
        if (options.Profile != LoadProfile.Greet)
        {
            session.Login(options.Users[0]);
        }

        session.Quit();
        session.Connection.AwaitEnd();
    }

    private async Task<LoadResult> WorkAsync(CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource();
        using var tls = Tls();
        var tally = new LoadTally(time);
        var pace = new LoadPace(options, tally, time, stop.Token);
        var threads = Threads(options.Connections, tls);
        var workers = threads.Select((t, i) => new LoadWorker(options, tally, pace, t, i, stop.Token)).ToList();
        if (options.WarmUp == TimeSpan.Zero)
        {
            tally.Open();
        }

        var started = time.GetTimestamp();
        var running = workers.ConvertAll(w => Start(w.Run));
        var all = Task.WhenAll(running);
        if (options.WarmUp > TimeSpan.Zero)
        {
            await PassAsync(options.WarmUp, all, cancellation);
            started = time.GetTimestamp();
            tally.Open();
        }

        await PassAsync(options.Duration, all, cancellation);
        tally.Close();
        var measured = time.GetElapsedTime(started);
        await stop.CancelAsync();
        if (await Task.WhenAny(all, Task.Delay(Grace, time, CancellationToken.None)) != all)
        {
            Unanswered(workers.Where((_, i) => !running[i].IsCompleted), measured, tally);
            workers.ForEach(w => w.Abort());
        }

        await all;
        workers.ForEach(w => w.Dispose());
        threads.ForEach(t => t.Dispose());
        return ResultOf(tally, measured, cancellation.IsCancellationRequested);
    }

    // Whoever has waited for so long would be a time-out, were the run as long as --timeout: a server that hangs is no success.
    private void Unanswered(IEnumerable<LoadWorker> workers, TimeSpan measured, LoadTally tally)
    {
        tally.Open();
        foreach (var worker in workers.Where(w => time.GetElapsedTime(w.Heard) >= (measured < Hanging ? measured : Hanging)))
        {
            tally.Failed($"{worker.Step} unanswered at the end");
        }

        tally.Close();
    }

    private async Task<LoadResult> HoldAsync(CancellationToken cancellation)
    {
        var tally = new LoadTally(time);
        var pace = new LoadPace(options, tally, time, cancellation);
        var before = Memory();
        using var tls = Tls();
        var threads = Threads(Math.Min(Openers, options.Connections), tls);
        var holds = threads.Select((t, i) => new LoadHold(options, tally, pace, t, i, threads.Count, cancellation)).ToList();
        await using var told = cancellation.Register(() => holds.ForEach(h => h.Abort()));
        try
        {
            tally.Open();
            var started = time.GetTimestamp();
            await Task.WhenAll(holds.ConvertAll(h => Start(h.Open)));
            var opening = time.GetElapsedTime(started);
            tally.Close();
            await PassAsync(options.Duration, null, cancellation);
            var cut = cancellation.IsCancellationRequested;
            var after = Memory();
            tally.Open();
            var alive = 0;
            if (!cut)
            {
                await Task.WhenAll(holds.ConvertAll(h => Start(() => Interlocked.Add(ref alive, h.End()))));
            }

            tally.Close();
            var held = new HeldSessions(holds.Sum(h => h.Count), alive, opening) { MemoryBefore = before, MemoryAfter = after };
            return ResultOf(tally, opening, cancellation.IsCancellationRequested) with { Held = held };
        }
        finally
        {
            holds.ForEach(h => h.Dispose());
            threads.ForEach(t => t.Dispose());
        }
    }

    private TlsContext? Tls() => options.Way.Channel == Channel.Plain ? null : new TlsContext(options);

    private static List<LoadThread> Threads(int count, TlsContext? tls) => [.. Enumerable.Range(0, count).Select(_ => new LoadThread(tls))];

    private long? Memory() => options.ServerProcess is { } process ? ProcessMemory.Read(process) : null;

    private static LoadResult ResultOf(LoadTally tally, TimeSpan measured, bool cut) => new(measured)
    {
        Sessions = tally.Sessions,
        Mails = tally.Mails,
        Octets = tally.Octets,
        Errors = new SortedDictionary<string, long>(tally.Errors.ToDictionary(), StringComparer.Ordinal),
        Times = Enum.GetValues<LoadStep>().ToDictionary(s => s, tally.Times).Where(t => t.Value.Count > 0).ToDictionary(),
        IsCutShort = cut,
    };

    // Until the time is over, or the run is cancelled, or there is nothing left to do.
    private async Task PassAsync(TimeSpan span, Task? all, CancellationToken cancellation)
    {
        var delay = Task.Delay(span, time, cancellation);
        await Task.WhenAny(delay, all ?? delay);
    }

    private static Task Start(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }, StackLength)
        { IsBackground = true };
        thread.Start();
        return done.Task;
    }
}
