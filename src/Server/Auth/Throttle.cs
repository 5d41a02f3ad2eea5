using System.Net;
using System.Net.Sockets;

namespace Restante.Server.Auth;

/// <summary>
/// Makes guessing slow: each failure's answer waits, longer with each failure of the same user from the same prefix and
/// with those of the whole prefix, and they wait one after the other: connections side by side gain little. A right
/// password never waits here: it is told from a wrong one first.
/// </summary>
/// <remarks>
/// That a guess is told early (no answer within a second means "wrong") helps nobody: the session whose answer waits
/// counts towards the limit of its address until the wait is over, its client gone or not. So a prefix has as many
/// guesses in <see cref="LongestWait"/> as it may have connections. A test holds the numbers of docs/manual/serving.md.
/// </remarks>
public sealed class Throttle(TimeProvider time, TimeSpan first, TimeSpan longest)
{
    // Beyond this the oldest are forgotten: an attacker with many names must not fill the memory.
    private const int MaxEntries = 100_000;

    // A household or an office shares a prefix; so many typos of theirs are free before the prefix as a whole slows down.
    private const int FreeForPrefix = 20;

    // Whoever rents a server gets a /48 as easily as a /64, and 65,536 of those are as many fresh starts. But a mobile
    // network has many customers in one: more is free, and nobody's connections are limited by what others do there.
    private const int FreeForSite = 200;

    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Prefix, string User), Entry> _entries = [];
    private long _swept = time.GetTimestamp();

    /// <summary>
    /// What a failure waits when others of its prefix wait already. Not more than twice the longest delay: a typo behind
    /// an attacked address should still be answered before its mail program gives up (30 seconds, K-9).
    /// </summary>
    public TimeSpan LongestWait => longest * 2;

    /// <summary>Delays as a server on the internet wants them: half a second, doubling, to fifteen.</summary>
    public static Throttle Standard(TimeProvider time) => new(time, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15));

    /// <summary>Counts a failure and says how long its answer waits.</summary>
    public TimeSpan Failed(IPAddress? address, string user, bool repeated)
    {
        var prefix = Prefix(address);
        lock (_lock)
        {
            Sweep();
            var now = time.GetTimestamp();
            var own = Count((prefix, user), repeated, now);
            var all = Count((prefix, ""), repeated, now);
            var site = Site(address);
            var wide = site is null ? default : Count((site, ""), repeated, now);
            var steps = Math.Max(Math.Max(own.Failures - 1, all.Failures - FreeForPrefix), wide.Failures - FreeForSite);
            var delay = first * Math.Pow(2, Math.Clamp(steps, 0, 20));
            delay = delay < longest ? delay : longest;

            // Behind those that wait already: this user's, and once the prefix is suspect all of it.
            var behind = Math.Max(own.Answered, Math.Max(
                all.Failures > FreeForPrefix ? all.Answered : now, wide.Failures > FreeForSite ? wide.Answered : now));
            var wait = delay + (behind > now ? time.GetElapsedTime(now, behind) : TimeSpan.Zero);
            wait = wait < LongestWait ? wait : LongestWait;
            var answered = now + (long)(wait.TotalSeconds * time.TimestampFrequency);
            _entries[(prefix, user)] = own with { Answered = Math.Max(own.Answered, answered) };
            _entries[(prefix, "")] = all with { Answered = Math.Max(all.Answered, answered) };
            if (site is not null)
            {
                _entries[(site, "")] = wide with { Answered = Math.Max(wide.Answered, answered) };
            }

            return wait;
        }
    }

    /// <summary>
    /// This user is known to come from there; what the rest of the prefix did still counts, or an attacker would wipe it
    /// off with an account of his own.
    /// </summary>
    public void Succeeded(IPAddress? address, string user)
    {
        // "" is the prefix's own entry, and nobody's name.
        if (user.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            _entries.Remove((Prefix(address), user));
        }
    }

    private Entry Count((string, string) key, bool repeated, long now)
    {
        var before = _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Last, now) < Forgotten ? entry : new Entry(0, now, now);
        return before with { Failures = repeated ? Math.Max(before.Failures, 1) : before.Failures + 1, Last = now };
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

    /// <summary>The /48 around an IPv6 address; null for others. Shorter than a <see cref="Prefix"/>: never taken for one.</summary>
    private static string? Site(IPAddress? address) => address is { AddressFamily: AddressFamily.InterNetworkV6 }
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 6))
        : null;

    /// <param name="Failures">How many, counted.</param>
    /// <param name="Last">When the last one came.</param>
    /// <param name="Answered">When the last of their answers goes, or went.</param>
    private readonly record struct Entry(int Failures, long Last, long Answered);
}
