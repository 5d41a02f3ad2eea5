using Microsoft.Extensions.Logging;
using Restante.Server.Diagnostics;
using Restante.Server.Transport;

namespace Restante.Server.Hosting;

/// <summary>Looks for renewed certificates every few seconds, and once a day for those that nobody renews.</summary>
/// <param name="certificates">Those that are in use; null without TLS. A reload changes them.</param>
/// <param name="log">Where it says so.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateWatch(Func<Certificates?> certificates, ILogger log, TimeProvider time) : IAsyncDisposable
{
    // SIGHUP looks at once.
    private static readonly TimeSpan LookForRenewed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookForEnding = TimeSpan.FromDays(1);

    private ITimer? _renewed;
    private ITimer? _ending;

    /// <summary>Looks at their terms at once, then watches.</summary>
    public void Start()
    {
        WarnOfEnding();
        _ending = time.CreateTimer(_ => WarnOfEnding(), null, LookForEnding, LookForEnding);
        _renewed = time.CreateTimer(_ => TakeRenewed(), null, LookForRenewed, LookForRenewed);
    }

    public async ValueTask DisposeAsync()
    {
        await (_renewed?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_ending?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Each pair by itself: one that is broken keeps no other from being renewed.</summary>
    private void TakeRenewed()
    {
        foreach (var pair in certificates()?.Pairs ?? [])
        {
            try
            {
                if (pair.ReloadIfChanged())
                {
                    log.Reloaded("-", "certificate");
                    Warn(pair);
                }
            }
            catch (Exception e)
            {
                // Whatever it is: a timer's exception that nobody catches ends the process, and every session with it.
                log.ReloadFailed("-", "certificate", e.Message);
            }
        }
    }

    private void WarnOfEnding()
    {
        foreach (var pair in certificates()?.Pairs ?? [])
        {
            Warn(pair);
        }
    }

    private void Warn(CertificatePair pair)
    {
        var term = CertificateTerm.Of(pair.Context.TargetCertificate, time.GetUtcNow());
        if (term.IsShort)
        {
            log.CertificateExpires("-", pair.File, pair.Names.ToString(), term.Ends, term.Days);
        }
    }
}
