using Microsoft.Extensions.Logging;
using Restante.Server.Diagnostics;

namespace Restante.Server.Auth.Sources;

/// <summary>
/// What is down, and when to try it again: after 1 s, 2 s, 4 s … at most 30. The log says it twice: when it went down and
/// when it was back.
/// </summary>
/// <param name="name">As records call the source.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is said.</param>
public sealed class Outages(string name, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _state = new();
    private Outage? _outage;

    /// <summary>To be called before each try: while the source is down it lets one pass when its time has come, and puts the next off meanwhile.</summary>
    /// <exception cref="CredentialStoreException">Not now.</exception>
    public void StayAwayWhileDown()
    {
        lock (_state)
        {
            if (_outage is not { } outage)
            {
                return;
            }

            if (time.GetElapsedTime(outage.LastTry) < outage.Pause)
            {
                throw new CredentialStoreException(outage.Reason);
            }

            _outage = outage with { LastTry = time.GetTimestamp() };
        }
    }

    public void WentWell()
    {
        lock (_state)
        {
            if (_outage is not { } outage)
            {
                return;
            }

            _outage = null;
            log.SourceUp("-", name, time.GetElapsedTime(outage.Since).TotalSeconds);
        }
    }

    public void Failed(string reason)
    {
        lock (_state)
        {
            var now = time.GetTimestamp();
            if (_outage is { } outage)
            {
                // Those that were under way when it went down fail a little later: they are the same failure.
                var isRetry = time.GetElapsedTime(outage.Since) >= FirstPause;
                var pause = isRetry ? TimeSpan.FromTicks(Math.Min(outage.Pause.Ticks * 2, LongestPause.Ticks)) : outage.Pause;
                _outage = outage with { LastTry = now, Pause = pause, Reason = reason };
                return;
            }

            _outage = new Outage(now, now, FirstPause, reason);
            log.SourceDown("-", name, reason);
        }
    }

    private sealed record Outage(long Since, long LastTry, TimeSpan Pause, string Reason);
}
