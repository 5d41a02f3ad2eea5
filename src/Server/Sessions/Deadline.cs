using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>One timer for all the waits of one session; only one of them runs at a time.</summary>
public sealed class Deadline : IDisposable
{
    /// <summary>
    /// A session that has asked for nothing for so long will hardly ask now. Long enough that a client on a slow line does
    /// not have its maildrop rest between two commands.
    /// </summary>
    public static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(5);

    // A timer that ticks a little early has ticked.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Action? _expired;
    private IMaildrop? _restless;
    private long _armed;
    private TimeSpan _after;
    private long _due = long.MaxValue;

    public Deadline(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Deadline)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls <paramref name="expired"/> unless <see cref="Disarm"/> or another call comes first.</summary>
    /// <param name="after">When that is.</param>
    /// <param name="expired">Not called under a lock.</param>
    /// <param name="maildrop">Rests meanwhile, where the wait is longer than <see cref="RestAfter"/>.</param>
    public void Arm(TimeSpan after, Action expired, IMaildrop? maildrop = null)
    {
        lock (_lock)
        {
            _expired = expired;
            _restless = after > RestAfter ? maildrop : null;
            _after = after;
            _armed = _time.GetTimestamp();

            // Each command puts off the autologout. The timer is moved only to an earlier time: when it ticks too soon,
            // it looks how much is left.
            if (Due < _due)
            {
                _due = Due;
                _timer.Change(Next, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>From now on nothing is called, and the maildrop is not resting: where it is about to, this waits.</summary>
    public void Disarm()
    {
        lock (_lock)
        {
            _expired = null;
        }
    }

    public void Dispose()
    {
        Disarm();
        _timer.Dispose();
    }

    private TimeSpan Next => _restless is null ? _after : RestAfter;

    private long Due => _armed + (long)(Next.TotalSeconds * _time.TimestampFrequency);

    private static void LetRest(IMaildrop maildrop)
    {
        try
        {
            maildrop.Rest();
        }
        catch (Exception)
        {
            // It throws nothing, unless memory has run out. Then it keeps what it has: what a timer throws ends the process.
        }
    }

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

            var waited = _time.GetElapsedTime(_armed);
            if (_restless is not null && RestAfter - waited <= Slack)
            {
                LetRest(_restless);
                _restless = null;
            }

            // A tick of the wait before, or of one that was put off.
            var left = Next - waited;
            if (left > Slack)
            {
                _due = Due;
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            expired = _expired;
            _expired = null;
        }

        expired.Invoke();
    }
}
