using Restante.Client.Connecting;
using Restante.Client.Probes.Mailbox;
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
            await HearMoreAsync(examination, opened.Ready, cancellation);
            listener.CapaAnswer = await opened.Ready.AskListAsync("CAPA", ReadLimits.CapabilityLines, cancellation);
            listener.Capabilities = CapabilitySet.Of(listener.CapaAnswer);
            var quit = await Examination.QuitAsync(opened.Ready, cancellation);
            if (listener.Capabilities is not null)
            {
                // A server that is silent here may have no ear for anybody else: later it would be too late to tell.
                QuitProbe.Judge(examination.Report, quit);
            }
        }
    }

    /// <summary>A greeting of two lines would put every reply behind its command: all connections know it from here on.</summary>
    private static async Task HearMoreAsync(Examination examination, Pop3Conversation conversation, CancellationToken cancellation)
    {
        if (await conversation.HearMoreAsync(ReadLimits.Moment, cancellation) is { Answered: true } said)
        {
            conversation.Faults.NoteUnasked($"behind the greeting: {said.Shown}");
            examination.IsTalkative = true;
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
