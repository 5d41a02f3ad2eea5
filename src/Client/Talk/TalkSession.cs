using System.Text;
using Restante.Client.Connecting;
using Restante.Client.Login;
using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Talk;

/// <summary>
/// A session by hand: sends lines as they are, waits for each answer, knows where lists and messages end and what the
/// session's state is.
/// </summary>
/// <param name="opened">Ready. Owned.</param>
/// <param name="opener">Makes the handshake behind STLS.</param>
/// <param name="transcript">That of the connection.</param>
public sealed class TalkSession(Opened opened, Opener opener, Transcript transcript) : IAsyncDisposable
{
    private TalkLine? _exchange;

    /// <summary>How it was opened, with TLS as it is now.</summary>
    public Opened Opened { get; private set; } = opened;

    public TalkState State { get; } = new();

    /// <summary>As far as CAPA told; null where it was not asked, or there is none.</summary>
    public CapabilitySet? Capabilities { get; set; }

    /// <summary>Behind each line that is sent.</summary>
    public string LineEnd { get; init; } = "\r\n";

    /// <summary>A SASL exchange runs: the next line is a response.</summary>
    public bool InExchange => _exchange is not null;

    public bool IsOver => State.State == SessionState.Over;

    private Pop3Conversation Conversation => Opened.Conversation ?? throw new InvalidOperationException("not open");

    /// <summary>Says a line and gives out the answer.</summary>
    public async Task<TalkReply> SayAsync(TalkLine line, IReplyOutput output, CancellationToken cancellation)
    {
        await GiveOutUnaskedAsync(output, cancellation);
        if (line.Name == "STLS" && line.Arguments.Count == 0 && !InExchange)
        {
            return await StartTlsAsync(output, cancellation);
        }

        await Conversation.SendOctetsAsync((byte[])[.. line.Octets.Span, .. Encoding.ASCII.GetBytes(LineEnd)], line.Shown(InExchange), cancellation);
        var status = await ReadStatusAsync(_exchange ?? line, output, cancellation);
        var answered = _exchange ?? line;
        _exchange = status.Status == ReplyStatus.Challenge && answered.Name == "AUTH" ? answered : null;
        var reply = status.IsOk && answered.HasList ? await ReadListAsync(answered, status, output, cancellation) : new TalkReply(answered, status);
        State.Note(answered, reply.End is MultiLineEnd.Closed or MultiLineEnd.Broken ? ReplyStatus.Closed : status.Status);
        if (answered.Name == "CAPA" && reply is { IsWhole: true, Status.IsOk: true })
        {
            Capabilities = CapabilitySet.Parse(reply.Beginning);
        }

        return reply;
    }

    /// <summary>STLS and the handshake; the session is over where that fails.</summary>
    public async Task<TalkReply> StartTlsAsync(IReplyOutput output, CancellationToken cancellation)
    {
        var line = new TalkLine("STLS");
        var upgraded = await opener.StartTlsAsync(Opened with { Stage = OpenStage.Ready }, cancellation);
        var status = upgraded.Stls!;
        output.Status(line, status);
        State.Note(line, status.Status);
        if (status.IsOk)
        {
            Opened = upgraded;
            // What was promised in clear text may have been somebody else's words (RFC 2595 §4).
            Capabilities = null;
            if (!upgraded.IsReady)
            {
                State.End();
            }
        }

        return new TalkReply(line, status);
    }

    /// <summary>Asks for the capabilities by itself, without showing the answer.</summary>
    public async Task AskCapabilitiesAsync(CancellationToken cancellation) =>
        Capabilities = await CapabilitySet.AskAsync(Conversation, cancellation);

    /// <summary>Logs in by the best method that the server promises.</summary>
    /// <param name="host">As the person named the server.</param>
    /// <param name="mayShowPassword">It may go over the wire as it is.</param>
    public async Task<LoginAttempt> LogInAsync(string user, Secret password, string host, bool mayShowPassword, CancellationToken cancellation)
    {
        if (Capabilities is null)
        {
            await AskCapabilitiesAsync(cancellation);
        }

        var login = new Pop3Login(Conversation, user, password)
        {
            Capabilities = Capabilities,
            Greeting = Opened.Greeting,
            MayShowPassword = mayShowPassword,
            Host = host,
        };
        var attempt = await login.RunAsync([], cancellation);
        if (attempt.IsIn)
        {
            State.LogIn(user);
        }
        else if (!Conversation.IsOpen)
        {
            State.End();
        }

        return attempt;
    }

    public ValueTask DisposeAsync() => Opened.DisposeAsync();

    /// <summary>Lines that came behind the last answer: a reply too many, a word before closing.</summary>
    private async Task GiveOutUnaskedAsync(IReplyOutput output, CancellationToken cancellation)
    {
        while (Conversation.Wire.Unread.Span.Contains((byte)'\n'))
        {
            output.Status(null, await Conversation.ReadReplyAsync(cancellation));
        }
    }

    private async Task<ServerReply> ReadStatusAsync(TalkLine line, IReplyOutput output, CancellationToken cancellation)
    {
        var status = await Conversation.ReadReplyAsync(cancellation);
        output.Status(line, status);

        // The rest of a line beyond all measure belongs to it, and is no answer to what comes next.
        for (var piece = status; piece is { Answered: true, LineEnd: "" };)
        {
            var read = await Conversation.Wire.ReadLineAsync(ReadLimits.Line, Conversation.Timeout, cancellation);
            output.Octets(read.Octets.Span);
            piece = piece with { LineEnd = read.Event == WireEvent.TooLong ? "" : "\n" };
            if (read.IsLine)
            {
                output.Octets("\r\n"u8);
            }
        }

        return status;
    }

    private async Task<TalkReply> ReadListAsync(TalkLine line, ServerReply status, IReplyOutput output, CancellationToken cancellation)
    {
        using var reader = new MessageReader();
        var started = Conversation.Time.GetTimestamp();
        var end = MultiLineEnd.Terminator;
        while (!reader.Ended && end == MultiLineEnd.Terminator)
        {
            var (read, octets) = await Conversation.Wire.ReadSomeAsync(Conversation.Timeout, cancellation);
            if (read == WireEvent.Line)
            {
                var used = reader.Take(octets.Span);
                output.Octets(octets.Span[..used]);
                Conversation.Wire.PutBack(octets[used..]);
            }
            else
            {
                end = read switch { WireEvent.TimedOut => MultiLineEnd.TimedOut, WireEvent.Closed => MultiLineEnd.Closed, _ => MultiLineEnd.Broken };
            }
        }

        transcript.Add(Conversation.Number, Speaker.Server, $"({reader.Lines} lines, {reader.Octets} octets){(end == MultiLineEnd.Terminator ? " ." : ", no end")}");
        var reply = new TalkReply(line, status)
        {
            End = end,
            Lines = reader.Lines,
            Octets = reader.Octets,
            Beginning = reader.Beginning.ToArray(),
            Elapsed = Conversation.Time.GetElapsedTime(started),
        };
        output.End(reply);
        return reply;
    }
}
