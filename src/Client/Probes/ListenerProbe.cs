using System.Net;
using Restante.Client.Connecting;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>What became of one address and port.</summary>
/// <param name="EndPoint">Which.</param>
/// <param name="Listener">Null where nothing greets.</param>
/// <param name="Kind">The finding that says why not; null where there is a listener, or nothing can be said.</param>
/// <param name="Seen">What was seen.</param>
public sealed record Looked(IPEndPoint EndPoint, Listener? Listener, FindingKind? Kind, string Seen)
{
    /// <summary>Nobody could be asked, for a reason on this machine.</summary>
    public bool IsBlind { get; init; }

    /// <summary>There was no TCP connection at all.</summary>
    public bool NotReached { get; init; }

    /// <summary>The handshake that failed; null where none did.</summary>
    public TlsOutcome.Failed? Handshake { get; init; }

    /// <summary>A reason that says more than the catalogue; null for the catalogue's.</summary>
    public string? Meaning { get; init; }
}

/// <summary>Finds out what lives on one address and port, and how it wants to be spoken to.</summary>
public sealed class ListenerProbe(Examination examination, IPEndPoint endPoint)
{
    /// <summary>A port of unknown kind that says nothing for so long is tried with TLS.</summary>
    private static readonly TimeSpan PatienceBeforeTls = TimeSpan.FromSeconds(3);

    private readonly Way _plain = new(endPoint, Channel.Plain);
    private readonly Way _encrypted = new(endPoint, Channel.Implicit);

    private string Place => _plain.Place;

    private TlsChoice Tls => examination.Options.Tls;

    public async Task<Looked> LookAsync(CancellationToken cancellation) =>
        Tls == TlsChoice.Implicit || (Tls == TlsChoice.Auto && endPoint.Port == Target.TlsPort)
            ? await LookEncryptedAsync(cancellation)
            : await LookPlainAsync(cancellation);

    private async Task<Looked> LookPlainAsync(CancellationToken cancellation)
    {
        var reached = await Reaching.ConnectAsync(endPoint, examination.Options.Timeout, examination.Time, cancellation);
        if (reached.Socket is not { } socket)
        {
            return NotReached(reached);
        }

        await using var conversation = new Pop3Conversation(
            new System.Net.Sockets.NetworkStream(socket, ownsSocket: true), examination.Time, examination.Options.Timeout, examination.Transcript);
        conversation.Note($"connected to {Place}");
        var mayBeTls = Tls == TlsChoice.Auto && endPoint.Port != Target.PlainPort;
        var started = examination.Time.GetTimestamp();
        var patience = mayBeTls && PatienceBeforeTls < examination.Options.Timeout / 2 ? PatienceBeforeTls : examination.Options.Timeout;
        var greeting = await conversation.ReadReplyAsync(patience, cancellation);
        if (!greeting.Answered && greeting.Raw.IsEmpty)
        {
            // A TLS port waits for the client, and some close when nothing comes.
            if (await TryTlsAsync(cancellation) is { } tls)
            {
                return tls;
            }

            if (greeting.Status == ReplyStatus.TimedOut && patience < examination.Options.Timeout)
            {
                greeting = await conversation.ReadReplyAsync(examination.Options.Timeout - patience, cancellation);
            }

            if (greeting.Status == ReplyStatus.TimedOut)
            {
                return await NameSilenceAsync(conversation, cancellation);
            }
        }

        return Judge(_plain, greeting with { Elapsed = examination.Time.GetElapsedTime(started) });
    }

    private async Task<Looked> LookEncryptedAsync(CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(_encrypted, cancellation);
        switch (opened.Stage, opened.Tls)
        {
            case (OpenStage.Connecting, _):
                return NotReached(opened.Reached);
            case (OpenStage.Handshake, TlsOutcome.Failed failed):
                return await JudgeFailureAsync(failed, cancellation);
            default:
                return Judge(_encrypted, opened.Greeting!);
        }
    }

    /// <summary>A TLS port that was spoken to in plain text; null where it is none.</summary>
    private async Task<Looked?> TryTlsAsync(CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(_encrypted, cancellation);
        if (opened.Greeting is not { } greeting)
        {
            return null;
        }

        var expected = Tls == TlsChoice.Auto && endPoint.Port != Target.PlainPort;
        var looked = Judge(_encrypted, greeting);
        return expected || looked.Listener is null
            ? looked
            : looked with { Kind = TlsFindings.TlsExpected, Seen = $"{Place} says nothing to plain text, and greets after a TLS handshake" };
    }

    private async Task<Looked> JudgeFailureAsync(TlsOutcome.Failed failed, CancellationToken cancellation)
    {
        if (failed.Reason == TlsFailure.PlainText)
        {
            return JudgePlainText(failed.First);
        }

        // Somebody who says nothing, or closes, to a ClientHello may say something to nobody: a slow plain-text greeting.
        await using var opened = await examination.OpenAsync(_plain, cancellation);
        return opened.Greeting switch
        {
            { Answered: true } greeting => JudgePlainText(greeting.Raw),
            { Status: ReplyStatus.Closed or ReplyStatus.Broken } when failed.Reason == TlsFailure.Closed && failed.First.IsEmpty =>
                Failed(ReachFindings.ClosedAtOnce, $"{Place} closes, with and without a TLS handshake"),
            _ when failed.Reason == TlsFailure.TimedOut && failed.First.IsEmpty =>
                Failed(ReachFindings.Silent, $"{Place} says nothing for {examination.Options.Timeout.TotalSeconds:0.#} s, with and without a TLS handshake"),
            _ => Failed(TlsFindings.HandshakeFailed, $"{Place}: {failed.Detail}") with { Handshake = failed },
        };
    }

    private Looked JudgePlainText(ReadOnlyMemory<byte> first)
    {
        var line = first.Span.IndexOf((byte)'\n') is >= 0 and var end ? first[..end] : first;
        var greeting = new ServerReply(ServerReply.StatusOf(line.Span.TrimEnd((byte)'\r')), line, TimeSpan.Zero);
        return greeting.Status is ReplyStatus.Ok or ReplyStatus.Error
            ? Failed(TlsFindings.TlsNotExpected, $"{Place} answers a TLS handshake with {greeting.Shown.TrimEnd()}")
            : NotPop3(line.Span);
    }

    private async Task<Looked> NameSilenceAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        // HTTP and some others wait for the client. A word that is an error everywhere makes them speak.
        var patience = TimeSpan.FromSeconds(Math.Min(2, examination.Options.Timeout.TotalSeconds));
        await conversation.SendAsync("CAPA", cancellation);
        var answer = await conversation.ReadReplyAsync(patience, cancellation);
        return answer.Status == ReplyStatus.Bad
            ? NotPop3(answer.Raw.Span)
            : Failed(ReachFindings.Silent, $"{Place} says nothing for {examination.Options.Timeout.TotalSeconds:0.#} s");
    }

    private Looked Judge(Way way, ServerReply greeting)
    {
        switch (greeting.Status)
        {
            case ReplyStatus.Ok:
                if (greeting.Elapsed >= examination.Options.Thresholds.SlowGreeting)
                {
                    examination.Report.Add(ReachFindings.SlowGreeting, $"{way} greets after {greeting.Elapsed.TotalSeconds:0.0} s");
                }

                return new Looked(endPoint, new Listener(way, greeting), null, "");
            case ReplyStatus.Error:
                return Failed(ReachFindings.GreetingError, $"{way}: {greeting.Shown}");
            case ReplyStatus.TimedOut:
                return Failed(ReachFindings.Silent, $"{way} says nothing for {examination.Options.Timeout.TotalSeconds:0.#} s");
            case ReplyStatus.Closed or ReplyStatus.Broken when greeting.Raw.IsEmpty:
                return Failed(ReachFindings.ClosedAtOnce, $"{way}: connected, then {(greeting.Status == ReplyStatus.Closed ? "closed" : "reset")} without a word");
            default:
                return NotPop3(greeting.Raw.Span);
        }
    }

    private Looked NotPop3(ReadOnlySpan<byte> first) =>
        Failed(ReachFindings.NotPop3, $"{Place}: {Protocol.Transcript.ClientLine.Escape(first.TrimEnd((byte)'\r'))}") with
        {
            Meaning = OtherProtocol.Recognise(first) is { } name ? $"This is {name}, not POP3." : null,
        };

    private Looked NotReached(Reached reached) => reached.Outcome switch
    {
        ReachOutcome.Refused => Failed(ReachFindings.Refused, $"{Place}: connection refused"),
        ReachOutcome.TimedOut => Failed(ReachFindings.ConnectTimeout, $"{Place}: {reached.Detail}"),
        ReachOutcome.NoRouteHere => Failed(ReachFindings.Unreachable, $"{Place}: {reached.Detail}") with { IsBlind = true },
        _ => Failed(ReachFindings.Unreachable, $"{Place}: {reached.Detail}"),
    } with
    {
        NotReached = true,
    };

    private Looked Failed(FindingKind kind, string seen) => new(endPoint, null, kind, seen);
}
