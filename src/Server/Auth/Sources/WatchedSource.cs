using System.Net;
using Microsoft.Extensions.Logging;
using Restante.Protocol.Sasl;
using Restante.Server.Diagnostics;

namespace Restante.Server.Auth.Sources;

/// <summary>
/// A source that may go down. While it is, logins are answered at once, and one of them tries again after 1 s, 2 s, 4 s …
/// at most 30: a directory that comes back is not met by everybody at once, and nobody waits for a timeout that somebody
/// else has just waited for. The log says it twice: when it went down and when it was back.
/// </summary>
public sealed class WatchedSource(IPasswordVerifier source, TimeProvider time, ILogger log) : IPasswordVerifier, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _state = new();
    private Outage? _outage;

    public string Name => source.Name;

    public async ValueTask<PasswordVerdict> VerifyAsync(string user, Secret password, IPAddress? address, CancellationToken stopping)
    {
        StayAwayWhileDown();
        try
        {
            var verdict = await source.VerifyAsync(user, password, address, stopping);
            WentWell();
            return verdict;
        }
        catch (CredentialStoreException e)
        {
            Failed(e.Message);
            throw;
        }
    }

    public void Dispose() => (source as IDisposable)?.Dispose();

    /// <summary>Lets one pass when its time has come, and puts the next off meanwhile.</summary>
    private void StayAwayWhileDown()
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

    private void WentWell()
    {
        lock (_state)
        {
            if (_outage is not { } outage)
            {
                return;
            }

            _outage = null;
            log.SourceUp("-", Name, time.GetElapsedTime(outage.Since).TotalSeconds);
        }
    }

    private void Failed(string reason)
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
            log.SourceDown("-", Name, reason);
        }
    }

    private sealed record Outage(long Since, long LastTry, TimeSpan Pause, string Reason);
}
