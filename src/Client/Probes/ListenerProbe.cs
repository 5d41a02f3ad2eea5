using System.Net;
using System.Text;
using Restante.Client.Connecting;
using Restante.Client.Middle;
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

    /// <summary>A reason that says more than the catalogue; null for the catalogue's.</summary>
    public string? Meaning { get; init; }

    /// <summary>Null for the catalogue's: what is a warning in a reply is worse in a greeting that nobody gets past.</summary>
    public Severity? Severity { get; init; }
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
        var timeout = examination.Options.Timeout;
        var mayBeTls = Tls == TlsChoice.Auto && endPoint.Port != Target.PlainPort;
        var patience = mayBeTls && PatienceBeforeTls < timeout / 2 ? PatienceBeforeTls : timeout;
        var (greeting, notReached) = await GreetAsync(patience, cancellation);
        if (notReached is null && greeting is { Status: ReplyStatus.TimedOut, Raw.IsEmpty: false } && patience < timeout)
        {
            // It has begun to speak, slowly.
            (greeting, notReached) = await GreetAsync(timeout, cancellation);
        }

        if (notReached is not null || greeting.Answered || !greeting.Raw.IsEmpty)
        {
            return notReached ?? Judge(_plain, greeting);
        }

        // A TLS port waits for the client, and some close when nothing comes. By now the first connection is closed: a
        // server that serves one after the other would not see the next.
        var (tls, saidPlainText) = await TryTlsAsync(cancellation);
        if (tls is not null)
        {
            return tls;
        }

        if (greeting.Status == ReplyStatus.TimedOut && (patience < timeout || saidPlainText))
        {
            (greeting, notReached) = await GreetAsync(timeout, cancellation);
        }

        return notReached ?? (greeting.Status == ReplyStatus.TimedOut ? await NameSilenceAsync(cancellation) : Judge(_plain, greeting));
    }

    private async Task<(ServerReply Greeting, Looked? NotReached)> GreetAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var (conversation, notReached) = await ConnectAsync(cancellation);
        if (conversation is null)
        {
            return (new ServerReply(ReplyStatus.Closed, default, TimeSpan.Zero), notReached);
        }

        await using (conversation)
        {
            return (await conversation.ReadReplyAsync(patience, cancellation), null);
        }
    }

    private async Task<(Pop3Conversation? Conversation, Looked? NotReached)> ConnectAsync(CancellationToken cancellation)
    {
        var reached = await Reaching.ConnectAsync(endPoint, examination.Options.Timeout, examination.Time, cancellation);
        if (reached.Socket is not { } socket)
        {
            return (null, NotReached(reached));
        }

        var conversation = new Pop3Conversation(
            new System.Net.Sockets.NetworkStream(socket, ownsSocket: true), examination.Time, examination.Options.Timeout, examination.Transcript);
        conversation.Note($"connected to {Place}");
        return (conversation, null);
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
                return JudgeEncrypted(opened);
        }
    }

    /// <summary>A TLS port that was spoken to in plain text; null where it is none.</summary>
    private async Task<(Looked? Looked, bool SaidPlainText)> TryTlsAsync(CancellationToken cancellation)
    {
        await using var opened = await examination.OpenAsync(_encrypted, cancellation);
        if (opened.Tls is TlsOutcome.Failed { First.IsEmpty: false } failed)
        {
            return failed.Reason == TlsFailure.PlainText ? (null, true) : (await ExplainAsync(failed, cancellation), false);
        }

        if (opened.Greeting is null)
        {
            return (null, false);
        }

        var expected = Tls == TlsChoice.Auto && endPoint.Port != Target.PlainPort;
        var looked = JudgeEncrypted(opened);
        return (expected || looked.Listener is null
            ? looked
            : looked with { Kind = TlsFindings.TlsExpected, Seen = $"{Place} says nothing to plain text, and greets after a TLS handshake" }, false);
    }

    private async Task<Looked> JudgeFailureAsync(TlsOutcome.Failed failed, CancellationToken cancellation)
    {
        if (failed.Reason == TlsFailure.PlainText)
        {
            return JudgePlainText(failed.First);
        }

        if (!failed.First.IsEmpty)
        {
            return await ExplainAsync(failed, cancellation);
        }

        // Somebody who says nothing, or closes, to a ClientHello may say something to nobody: a slow plain-text greeting.
        await using var opened = await examination.OpenAsync(_plain, cancellation);
        return opened.Greeting switch
        {
            { Answered: true } greeting => JudgePlainText(greeting.Raw),
            { Status: ReplyStatus.Closed or ReplyStatus.Broken } when failed.Reason == TlsFailure.Closed =>
                Failed(ReachFindings.ClosedAtOnce, $"{Place} closes, with and without a TLS handshake"),
            _ when failed.Reason == TlsFailure.TimedOut =>
                Failed(ReachFindings.Silent, $"{Place} says nothing for {examination.Options.Timeout.TotalSeconds:0.#} s, with and without a TLS handshake"),
            _ => await ExplainAsync(failed, cancellation),
        };
    }

    private async Task<Looked> ExplainAsync(TlsOutcome.Failed failed, CancellationToken cancellation)
    {
        var (kind, seen) = await HandshakeReason.ExplainAsync(examination, _encrypted, failed, cancellation);
        return Failed(kind, seen);
    }

    private Looked JudgeEncrypted(Opened opened) =>
        opened is { Established.CertificateWanted: true, Greeting.Answered: false }
            ? Failed(TlsFindings.HandshakeFailed, $"{Place}: {HandshakeReason.CertificateWanted}")
            : Judge(_encrypted, opened.Greeting!);

    private Looked JudgePlainText(ReadOnlyMemory<byte> first)
    {
        var line = first.Span.IndexOf((byte)'\n') is >= 0 and var end ? first[..end] : first;
        var greeting = new ServerReply(ServerReply.StatusOf(line.Span.TrimEnd((byte)'\r')), line, TimeSpan.Zero);
        return greeting.Status is ReplyStatus.Ok or ReplyStatus.Error
            ? Failed(TlsFindings.TlsNotExpected, $"{Place} answers a TLS handshake with {greeting.Shown.TrimEnd()}")
            : NotPop3(line.Span);
    }

    private async Task<Looked> NameSilenceAsync(CancellationToken cancellation)
    {
        var (open, notReached) = await ConnectAsync(cancellation);
        if (open is not { } conversation)
        {
            return notReached!;
        }

        await using var closing = conversation;
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
            case ReplyStatus.Error when MiddleSigns.Greeter(greeting.Shown) is { } between:
                return Failed(FleetFindings.Interference, $"{way}: {greeting.Shown} ({between})");
            case ReplyStatus.Error:
                return Failed(ReachFindings.GreetingError, $"{way}: {greeting.Shown}");
            case ReplyStatus.TimedOut when greeting.Raw.IsEmpty:
                return Failed(ReachFindings.Silent, $"{way} says nothing for {examination.Options.Timeout.TotalSeconds:0.#} s");
            case ReplyStatus.Closed or ReplyStatus.Broken when greeting.Raw.IsEmpty:
                return Failed(ReachFindings.ClosedAtOnce, $"{way}: connected, then {(greeting.Status == ReplyStatus.Closed ? "closed" : "reset")} without a word");
            default:
                return BeginsAsPop3(greeting.Raw.Span) ? JudgeUnended(way, greeting) : NotPop3(greeting.Raw.Span);
        }
    }

    /// <summary>A greeting that begins as one of POP3 and has no end.</summary>
    private Looked JudgeUnended(Way way, ServerReply greeting) =>
        greeting.Raw.Length >= ReadLimits.Line
            ? Failed(ReplyFindings.LineTooLong, $"{way}: the greeting has no line end: {greeting.Shown}") with
            {
                Meaning = "The greeting goes on and on, and no mail program gets past it.",
                Severity = Severity.Error,
            }
            : greeting.Status == ReplyStatus.TimedOut
                ? Failed(ReachFindings.Silent, $"{way} begins its greeting and does not end the line for {examination.Options.Timeout.TotalSeconds:0.#} s: {greeting.Shown}")
                : Failed(ReachFindings.ClosedAtOnce, $"{way}: connected, then closed in the middle of the greeting: {greeting.Shown}");

    private static bool BeginsAsPop3(ReadOnlySpan<byte> line) => ServerReply.StatusOf(line) is ReplyStatus.Ok or ReplyStatus.Error || "+OK"u8.StartsWith(line) || "-ERR"u8.StartsWith(line);

    private Looked NotPop3(ReadOnlySpan<byte> first) => MiddleSigns.IsBlankedGreeting(Encoding.ASCII.GetString(first))
        ? Failed(FleetFindings.Interference, $"{Place}: the greeting is blanked: {Protocol.Transcript.ClientLine.Escape(first.TrimEnd((byte)'\r'))}")
        : Failed(ReachFindings.NotPop3, $"{Place}: {Protocol.Transcript.ClientLine.Escape(first.TrimEnd((byte)'\r'))}") with
        {
            Meaning = OtherProtocol.Recognise(first) is { } name ? $"This is {name}, not POP3." : null,
        };

    private Looked NotReached(Reached reached) => reached.Outcome switch
    {
        ReachOutcome.Refused => Failed(ReachFindings.Refused, $"{Place}: connection refused"),
        ReachOutcome.Reset => Failed(ReachFindings.ClosedAtOnce, $"{Place}: connected, then reset without a word"),
        ReachOutcome.TimedOut => Failed(ReachFindings.ConnectTimeout, $"{Place}: {reached.Detail}"),
        ReachOutcome.NoRouteHere => Failed(ReachFindings.Unreachable, $"{Place}: {reached.Detail}") with { IsBlind = true },
        _ => Failed(ReachFindings.Unreachable, $"{Place}: {reached.Detail}"),
    } with
    {
        NotReached = reached.Outcome != ReachOutcome.Reset,
    };

    private Looked Failed(FindingKind kind, string seen) => new(endPoint, null, kind, seen);
}
