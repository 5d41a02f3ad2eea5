using Restante.Client.Connecting;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>What each listener promises, and the best way in: TLS where it works. Judges nothing; that is for the probes behind it.</summary>
public sealed class WayProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        foreach (var listener in examination.Listeners)
        {
            await AskAsync(examination, listener, cancellation);
        }

        foreach (var way in Candidates(examination))
        {
            // Twice where TLS is promised: one machine of several may fail at it.
            if (await TryAsync(examination, way, cancellation) || (IsPromised(examination, way) && await TryAsync(examination, way, cancellation)))
            {
                return;
            }
        }
    }

    private static async Task AskAsync(Examination examination, Listener listener, CancellationToken cancellation)
    {
        if (await CapabilitiesAsync(examination, listener.Way, cancellation) is { } first)
        {
            listener.Capabilities = first.Known;
            if (!first.Answered && await CapabilitiesAsync(examination, listener.Way, cancellation) is { Known: { } second })
            {
                // One machine of several fails at it.
                listener.Capabilities = second;
                examination.AddMiss($"{listener.Way}: CAPA is not answered");
            }
        }
    }

    private static async Task<(CapabilitySet? Known, bool Answered)?> CapabilitiesAsync(Examination examination, Way way, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(way, cancellation);
        if (!opened.IsReady)
        {
            return null;
        }

        var answer = await opened.Ready.AskListAsync("CAPA", ReadLimits.CapabilityLines, cancellation);
        if (answer.Status.Answered)
        {
            await Examination.QuitAsync(opened.Ready, cancellation);
        }

        return (answer.IsWhole ? new CapabilitySet(answer.Lines) : null, answer.Status.Answered);
    }

    /// <summary>Best first: the TLS port, then STLS, then plain text.</summary>
    private static IEnumerable<Way> Candidates(Examination examination)
    {
        var plain = examination.Listeners.Where(l => l.Way.Channel == Channel.Plain).ToList();
        return
        [
            .. examination.Listeners.Select(l => l.Way).Where(w => w.Channel == Channel.Implicit),
            .. plain.Where(l => examination.Options.Tls != TlsChoice.None && l.Capabilities?.Has("STLS") != false).Select(l => l.Way with { Channel = Channel.StartTls }),
            .. plain.Select(l => l.Way),
        ];
    }

    private static bool IsPromised(Examination examination, Way way) =>
        way.Channel == Channel.StartTls && examination.Listeners.Any(l => l.Way.EndPoint.Equals(way.EndPoint) && l.Capabilities?.Has("STLS") == true);

    private static async Task<bool> TryAsync(Examination examination, Way way, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(way, cancellation);
        if (!opened.IsReady)
        {
            return false;
        }

        var capabilities = await CapabilitySet.AskAsync(opened.Ready, cancellation);
        if (capabilities is null && opened is { Established.CertificateWanted: true, Ready.IsOpen: false })
        {
            // A server that insists on a client certificate says so after the handshake: no way in.
            return false;
        }

        if (capabilities is null && examination.Listeners.Any(l => l.Way.EndPoint.Equals(way.EndPoint) && l.Capabilities is not null))
        {
            // It was answered before: again, perhaps by another machine.
            capabilities = (await CapabilitiesAsync(examination, way, cancellation))?.Known;
        }

        examination.BestWay = way;
        examination.BestCapabilities = capabilities;
        await Examination.QuitAsync(opened.Ready, cancellation);
        return true;
    }
}
