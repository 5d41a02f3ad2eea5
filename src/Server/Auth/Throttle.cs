using System.Net;
using System.Net.Sockets;

namespace Restante.Server.Auth;

/// <summary>
/// Makes guessing slow: each failure's answer waits, longer with each failure of the same user from the same prefix and
/// with those of the whole prefix. A right password never waits here: it is told from a wrong one first.
/// </summary>
public sealed class Throttle(TimeProvider time, TimeSpan first, TimeSpan longest)
{
    // Beyond this the oldest are forgotten: an attacker with many names must not fill the memory.
    private const int MaxEntries = 100_000;

    // A household or an office shares a prefix; so many typos of theirs are free before the prefix as a whole slows down.
    private const int FreeForPrefix = 20;

    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Prefix, string User), Entry> _entries = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Delays as a server on the internet wants them: half a second, doubling, to fifteen.</summary>
    public static Throttle Standard(TimeProvider time) => new(time, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15));

    /// <summary>Counts a failure and says how long its answer waits.</summary>
    public TimeSpan Failed(IPAddress? address, string user, bool repeated)
    {
        var prefix = Prefix(address);
        lock (_lock)
        {
            Sweep();
            var own = Count((prefix, user), repeated);
            var all = Count((prefix, ""), repeated);
            var steps = Math.Max(own - 1, all - FreeForPrefix);
            var delay = first * Math.Pow(2, Math.Clamp(steps, 0, 20));
            return delay < longest ? delay : longest;
        }
    }

    /// <summary>This user is known to come from there; what the rest of the prefix did still counts.</summary>
    public void Succeeded(IPAddress? address, string user)
    {
        lock (_lock)
        {
            _entries.Remove((Prefix(address), user));
        }
    }

    private int Count((string, string) key, bool repeated)
    {
        var now = time.GetTimestamp();
        var failures = _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Last, now) < Forgotten ? entry.Failures : 0;
        failures = repeated ? Math.Max(failures, 1) : failures + 1;
        _entries[key] = new Entry(failures, now);
        return failures;
    }

    private void Sweep()
    {
        var now = time.GetTimestamp();
        if (_entries.Count < MaxEntries && time.GetElapsedTime(_swept, now) < Forgotten)
        {
            return;
        }

        _swept = now;
        foreach (var key in _entries.Where(e => time.GetElapsedTime(e.Value.Last, now) >= Forgotten).Select(e => e.Key).ToList())
        {
            _entries.Remove(key);
        }

        if (_entries.Count >= MaxEntries)
        {
            foreach (var key in _entries.OrderBy(e => e.Value.Last).Take(MaxEntries / 2).Select(e => e.Key).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    /// <summary>The whole IPv4 address; of IPv6 the /64 that one customer has.</summary>
    private static string Prefix(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private readonly record struct Entry(int Failures, long Last);
}
