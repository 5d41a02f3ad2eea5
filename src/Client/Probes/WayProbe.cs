using Restante.Client.Connecting;
using Restante.Client.Probes.Mailbox;
using Restante.Client.Report.Catalogue;
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

        JudgeClosing(examination);

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
        listener.CapaAnswer = await AskCapaAsync(examination, listener.Way, cancellation);
        if (listener.CapaAnswer is { Status.Answered: false } && await AskCapaAsync(examination, listener.Way, cancellation) is { Status.Answered: true } second)
        {
            // One machine of several fails at it.
            listener.CapaAnswer = second;
            examination.AddMiss($"{listener.Way}: CAPA is not answered");
        }

        listener.Capabilities = listener.CapaAnswer is { } answer ? CapabilitySet.Of(answer) : null;
    }

    /// <summary>Who greets and hangs up is left out of what follows: nothing can be asked.</summary>
    private static void JudgeClosing(Examination examination)
    {
        foreach (var listener in examination.Listeners.Where(ClosesUnasked))
        {
            examination.Report.Add(ReachFindings.ClosedAtOnce, $"{listener.Way}: greets with {listener.Greeting.Shown}, then closes before anything is asked");
        }

        examination.Listeners = [.. examination.Listeners.Where(l => !ClosesUnasked(l))];
        examination.IsOver = examination.Listeners.Count == 0;
    }

    /// <summary>As <see cref="AskCapaAsync"/> tells it: an end without a question.</summary>
    private static bool ClosesUnasked(Listener listener) => listener.CapaAnswer is { Status.Answered: false, End: MultiLineEnd.Closed };

    private static async Task<MultiLine?> AskCapaAsync(Examination examination, Way way, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(way, cancellation);
        if (!opened.IsReady)
        {
            return null;
        }

        if (await HearMoreAsync(examination, opened.Ready, cancellation) is { Status: ReplyStatus.Closed or ReplyStatus.Broken } gone)
        {
            return new MultiLine(gone, [], MultiLineEnd.Closed);
        }

        var answer = await opened.Ready.AskListAsync("CAPA", ReadLimits.CapabilityLines, cancellation);
        if (answer.Status.Answered)
        {
            var quit = await Examination.QuitAsync(opened.Ready, cancellation);
            if (CapabilitySet.Of(answer) is not null)
            {
                // A server that is silent here may have no ear for anybody else: later it would be too late to tell.
                QuitProbe.Judge(examination.Report, quit);
            }
        }

        return answer;
    }

    /// <summary>A greeting of two lines would put every reply behind its command: all connections know it from here on.</summary>
    private static async Task<ServerReply?> HearMoreAsync(Examination examination, Pop3Conversation conversation, CancellationToken cancellation)
    {
        var said = await conversation.HearMoreAsync(ReadLimits.Moment, cancellation);
        if (said is { Answered: true })
        {
            conversation.Faults.NoteUnasked($"behind the greeting: {said.Shown}");
            examination.IsTalkative = true;
        }

        return said;
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
            capabilities = await AskCapaAsync(examination, way, cancellation) is { } again ? CapabilitySet.Of(again) : null;
        }

        examination.BestWay = way;
        examination.BestCapabilities = capabilities;
        await Examination.QuitAsync(opened.Ready, cancellation);
        return true;
    }
}
