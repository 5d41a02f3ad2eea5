namespace Restante.Server.Sessions;

/// <summary>One timer for all the waits of one session; only one of them runs at a time.</summary>
public sealed class Deadline : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Action? _expired;
    private long _armed;
    private TimeSpan _after;

    public Deadline(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Deadline)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls <paramref name="expired"/> unless <see cref="Disarm"/> or another call comes first.</summary>
    public void Arm(TimeSpan after, Action expired)
    {
        lock (_lock)
        {
            _expired = expired;
            _after = after;
            _armed = _time.GetTimestamp();
            _timer.Change(after, Timeout.InfiniteTimeSpan);
        }
    }

    public void Disarm()
    {
        lock (_lock)
        {
            _expired = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        Action? expired;
        lock (_lock)
        {
            // A tick that was under way while the next wait was armed belongs to the wait before.
            var left = _after - _time.GetElapsedTime(_armed);
            if (_expired is not null && left > TimeSpan.FromMilliseconds(20))
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            expired = _expired;
            _expired = null;
        }

        expired?.Invoke();
    }
}
