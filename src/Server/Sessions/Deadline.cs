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
    private long _due = long.MaxValue;

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

            // Each command puts off the autologout. The timer is moved only to an earlier time: when it ticks too soon,
            // it looks how much is left.
            var due = _armed + (long)(after.TotalSeconds * _time.TimestampFrequency);
            if (due < _due)
            {
                _due = due;
                _timer.Change(after, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Disarm()
    {
        lock (_lock)
        {
            _expired = null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        Action? expired;
        lock (_lock)
        {
            _due = long.MaxValue;
            if (_expired is null)
            {
                return;
            }

            // A tick of the wait before, or of one that was put off.
            var left = _after - _time.GetElapsedTime(_armed);
            if (left > TimeSpan.FromMilliseconds(20))
            {
                _due = _armed + (long)(_after.TotalSeconds * _time.TimestampFrequency);
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            expired = _expired;
            _expired = null;
        }

        expired.Invoke();
    }
}
