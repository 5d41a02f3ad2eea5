namespace Restante.Client.Load;

/// <summary>A run: threads that each hold one connection at a time, a warm-up that counts for nothing, and what was measured then.</summary>
public sealed class LoadRun(LoadOptions options, TimeProvider time)
{
    /// <summary>What is under way at the end may take so long; then its connection is closed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Threads that open held sessions.</summary>
    private const int Openers = 32;

    /// <summary>Enough for a handshake; a thousand threads take no more room than they use.</summary>
    private const int StackLength = 512 * 1024;

    /// <summary>Tries one session, as far as its login: what is wrong with it is wrong with all.</summary>
    /// <returns>What went wrong, in few words; null when nothing did.</returns>
    public string? Try()
    {
        try
        {
            using var tls = Tls();
            using var thread = new LoadThread(tls);
            using var session = new LoadSession(options, new LoadTally(time), lane: 0, thread);
            session.Guard(s =>
            {
                if (options.Profile == LoadProfile.Http)
                {
                    s.OpenSilently();
                    return;
                }

                s.Open();
                if (options.Profile != LoadProfile.Greet)
                {
                    s.Login(options.Users[0]);
                }

                s.Quit();
                s.Connection.AwaitEnd();
            });
            return null;
        }
        catch (LoadFailure e)
        {
            return e.Reason;
        }
    }

    /// <summary>Runs to the end of its time, or until it is cancelled; what was measured till then is given back.</summary>
    public Task<LoadResult> RunAsync(CancellationToken cancellation) =>
        options.Profile == LoadProfile.Idle ? HoldAsync(cancellation) : WorkAsync(cancellation);

    private async Task<LoadResult> WorkAsync(CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource();
        using var tls = Tls();
        var tally = new LoadTally(time);
        var pace = new LoadPace(options, time, stop.Token);
        var threads = Threads(options.Connections, tls);
        var workers = threads.Select((t, i) => new LoadWorker(options, tally, pace, t, i, stop.Token)).ToList();
        if (options.WarmUp == TimeSpan.Zero)
        {
            tally.Open();
        }

        var started = time.GetTimestamp();
        var all = Task.WhenAll(workers.ConvertAll(w => Start(w.Run)));
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
            workers.ForEach(w => w.Abort());
        }

        await all;
        workers.ForEach(w => w.Dispose());
        threads.ForEach(t => t.Dispose());
        return ResultOf(tally, measured, cancellation.IsCancellationRequested);
    }

    private async Task<LoadResult> HoldAsync(CancellationToken cancellation)
    {
        var tally = new LoadTally(time);
        var pace = new LoadPace(options, time, cancellation);
        var before = Memory();
        using var tls = Tls();
        var threads = Threads(Math.Min(Openers, options.Connections), tls);
        var holds = threads.Select((t, i) => new LoadHold(options, tally, pace, t, i, threads.Count, cancellation)).ToList();
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
            return ResultOf(tally, opening, cut) with { Held = held };
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
