using Restante.Client.Connecting;
using Restante.Client.Wire;
using Restante.Protocol.Transcript;

namespace Restante.Client.Fleet;

/// <summary>One connection that asks which machine answers: greeting, TLS, CAPA, QUIT.</summary>
/// <param name="Way">Where.</param>
public sealed record FleetVisit(Way Way)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    public ServerReply? Greeting { get; init; }

    public GreetingForm Form { get; init; } = new("", null);

    public TlsOutcome.Established? Tls { get; init; }

    /// <summary>Sorted; null where the machine does not know CAPA.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>What failed, in words; null where all went well.</summary>
    public string? Why { get; init; }

    /// <summary>It is TLS that failed: a finding of its own where it fails on every connection.</summary>
    public bool FailedInTls { get; init; }

    public bool Ok => Why is null;

    /// <summary>QUIT was not answered: a server that does one thing after the other may still be at it when the next connection comes.</summary>
    public bool IsLeftHanging { get; init; }

    public string? Serial => Tls is { } tls ? Certificates.CertificateWords.Serial(tls.Certificate) : null;

    /// <summary>Makes one.</summary>
    /// <param name="examination">One try, and no other.</param>
    /// <param name="way">The listener's: plain, or TLS from the first octet.</param>
    /// <param name="startTls">TLS is to be had by STLS.</param>
    /// <param name="hasCapabilities">CAPA is known to be answered here.</param>
    public static async Task<FleetVisit> MakeAsync(Examination examination, Way way, bool startTls, bool hasCapabilities, CancellationToken cancellation)
    {
        await using var opened = await examination.OpenOnceAsync(way, cancellation);
        var visit = new FleetVisit(way)
        {
            Greeting = opened.Greeting is { Answered: true } greeting ? greeting : null,
            Form = opened.Greeting is { Answered: true } said ? GreetingForm.Of(ClientLine.Escape(said.Raw.Span)) : new GreetingForm("", null),
            Tls = opened.Established,
        };
        if (!opened.IsReady)
        {
            return visit with { Why = opened.Why, FailedInTls = opened.Stage == OpenStage.Handshake };
        }

        CapabilitySet? capabilities = null;
        if (hasCapabilities)
        {
            var answer = await opened.Ready.AskListAsync("CAPA", ReadLimits.CapabilityLines, cancellation);
            capabilities = answer.IsWhole ? new CapabilitySet(answer.Lines) : null;
            visit = visit with { Capabilities = capabilities?.Shown };
            if (!answer.Status.Answered || answer.End != MultiLineEnd.Terminator)
            {
                return visit with { Why = $"CAPA: {(answer.Status.Answered ? "the answer does not end" : answer.Status.InWords)}" };
            }
        }

        if (!startTls || capabilities?.Has("STLS") == false)
        {
            return visit with { IsLeftHanging = !await LeaveAsync(opened.Ready, cancellation) };
        }

        var secured = await examination.Opener.StartTlsAsync(opened, cancellation);
        if (!secured.IsReady)
        {
            return visit with { Why = secured.Why, FailedInTls = true };
        }

        return visit with { Tls = secured.Established, IsLeftHanging = !await LeaveAsync(secured.Ready, cancellation) };
    }

    /// <summary>A server that does not answer QUIT is not waited for each time.</summary>
    private static async Task<bool> LeaveAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        await conversation.SendAsync("QUIT", cancellation);
        var reply = await conversation.ReadReplyAsync(conversation.Timeout < Farewell ? conversation.Timeout : Farewell, cancellation);
        return reply.Status != ReplyStatus.TimedOut;
    }
}
