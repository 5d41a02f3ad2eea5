namespace Restante.Client.Load;

/// <summary>
/// When the next session, or fetch, is due. Where there is a rate they are due at even times whatever became of the ones
/// before, and are timed from when they were due: a server that stops for a second does not hide that by being asked less.
/// </summary>
internal sealed class LoadPace(double? rate, TimeProvider time, CancellationToken stop)
{
    private readonly long _step = rate is { } r ? (long)(time.TimestampFrequency / r) : 0;
    private long _next = time.GetTimestamp();

    /// <summary>Waits for the next turn.</summary>
    /// <returns>When it was due.</returns>
    public long Take()
    {
        if (_step == 0)
        {
            return time.GetTimestamp();
        }

        var due = Interlocked.Add(ref _next, _step);
        var wait = time.GetElapsedTime(time.GetTimestamp(), due);
        if (wait > TimeSpan.Zero)
        {
            stop.WaitHandle.WaitOne(wait);
        }

        return due;
    }
}
