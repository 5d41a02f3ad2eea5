using Restante.Client.Connecting;

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
            if (await TryAsync(examination, way, cancellation))
            {
                return;
            }
        }
    }

    private static async Task AskAsync(Examination examination, Listener listener, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(listener.Way, cancellation);
        if (opened.IsReady)
        {
            listener.Capabilities = await CapabilitySet.AskAsync(opened.Ready, cancellation);
            await Examination.QuitAsync(opened.Ready, cancellation);
        }
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

    private static async Task<bool> TryAsync(Examination examination, Way way, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(way, cancellation);
        if (!opened.IsReady)
        {
            return false;
        }

        examination.BestWay = way;
        examination.BestCapabilities = await CapabilitySet.AskAsync(opened.Ready, cancellation);
        await Examination.QuitAsync(opened.Ready, cancellation);
        return true;
    }
}
