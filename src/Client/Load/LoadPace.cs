namespace Restante.Client.Load;

/// <summary>
/// When the next session, or fetch, is due. Where there is a rate they are due at even times whatever became of the ones
/// before, and are timed from when they were due: a server that stops for a second does not hide that by being asked less.
/// </summary>
internal sealed class LoadPace(LoadOptions options, LoadTally tally, TimeProvider time, CancellationToken stop)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    private readonly long _step = options.Rate is { } r ? (long)(time.TimestampFrequency / r) : 0;
    private long _next = time.GetTimestamp();
    private long _taken;

    /// <summary>Waits for the next turn.</summary>
    /// <param name="due">When it is, or was, due.</param>
    /// <returns>False where there are to be no more.</returns>
    public bool TryTake(out long due)
    {
        due = 0;
        if (stop.IsCancellationRequested || (options.Most is { } most && tally.IsOpen && Interlocked.Increment(ref _taken) > most))
        {
            return false;
        }

        if (_step == 0)
        {
            due = time.GetTimestamp();
            return true;
        }

        due = Interlocked.Add(ref _next, _step);
        var wait = time.GetElapsedTime(time.GetTimestamp(), due);
        // Where thousands share a slow rate, some are due later than any wait may be, and than any run lasts.
        return wait <= TimeSpan.Zero || !stop.WaitHandle.WaitOne(wait < Longest ? wait : Longest);
    }
}
