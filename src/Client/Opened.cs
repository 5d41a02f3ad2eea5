using Restante.Client.Connecting;
using Restante.Client.Wire;

namespace Restante.Client;

/// <summary>How far an attempt to open a connection came.</summary>
public enum OpenStage
{
    Connecting,

    /// <summary>The handshake of a TLS port.</summary>
    Handshake,
    Greeting,

    /// <summary>STLS, or the handshake behind it.</summary>
    StartTls,

    /// <summary>All the way: commands may be sent.</summary>
    Ready,
}

/// <summary>A connection up to its greeting and TLS, or what it failed at. Disposing it closes it.</summary>
/// <param name="Way">What was tried.</param>
/// <param name="Stage">Where it stands, or what it failed at.</param>
/// <param name="Reached">The TCP connection.</param>
public sealed record Opened(Way Way, OpenStage Stage, Reached Reached) : IAsyncDisposable
{
    /// <summary>Null where there is no connection, or TLS failed.</summary>
    public Pop3Conversation? Conversation { get; init; }

    public ServerReply? Greeting { get; init; }

    /// <summary>The answer to STLS; null where it was not sent.</summary>
    public ServerReply? Stls { get; init; }

    /// <summary>The handshake; null where there was none.</summary>
    public TlsOutcome? Tls { get; init; }

    /// <summary>What was received behind STLS's answer before the handshake: nothing should be.</summary>
    public ReadOnlyMemory<byte> BeforeTls { get; init; }

    public bool IsReady => Stage == OpenStage.Ready;

    /// <summary>The open connection of one that is ready.</summary>
    public Pop3Conversation Ready => Conversation is { } conversation && IsReady ? conversation : throw new InvalidOperationException($"{Way} is not open");

    /// <summary>The certificates the server showed; null without TLS.</summary>
    public TlsOutcome.Established? Established => Tls as TlsOutcome.Established;

    /// <summary>Why it is not ready, in words.</summary>
    public string Why => Stage switch
    {
        OpenStage.Connecting => Reached.Outcome switch
        {
            ReachOutcome.Refused => "the connection is refused",
            ReachOutcome.Reset => "the connection is reset at once",
            ReachOutcome.TimedOut => "no answer to the connection",
            _ => Reached.Detail,
        },
        OpenStage.Handshake => "the TLS handshake fails",
        OpenStage.Greeting => $"greeting: {Greeting?.InWords}",
        OpenStage.StartTls when Stls is { IsOk: false } refused => $"STLS: {refused.InWords}",
        OpenStage.StartTls => "the TLS handshake after STLS fails",
        _ => "",
    };

    public ValueTask DisposeAsync() => Conversation?.DisposeAsync() ?? ValueTask.CompletedTask;
}
