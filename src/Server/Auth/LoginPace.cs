using Restante.Server.Stores;

namespace Restante.Server.Auth;

/// <summary>When each mailbox was last opened, for LOGIN-DELAY (RFC 2449 §6.5). Outlives reloads; a restart forgets.</summary>
public sealed class LoginPace(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<MailboxName, long> _opened = [];
    private long _swept = time.GetTimestamp();

    /// <summary>True when the last login was less than <paramref name="delay"/> ago. A refused one does not count.</summary>
    public bool IsTooSoon(MailboxName mailbox, TimeSpan delay)
    {
        lock (_lock)
        {
            return delay > TimeSpan.Zero && _opened.TryGetValue(mailbox, out var last) && time.GetElapsedTime(last) < delay;
        }
    }

    public void Opened(MailboxName mailbox, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            _opened[mailbox] = time.GetTimestamp();
            if (time.GetElapsedTime(_swept) > delay)
            {
                _swept = time.GetTimestamp();
                foreach (var old in _opened.Where(o => time.GetElapsedTime(o.Value) >= delay).Select(o => o.Key).ToList())
                {
                    _opened.Remove(old);
                }
            }
        }
    }
}
