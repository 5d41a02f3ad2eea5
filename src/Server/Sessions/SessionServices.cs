using Microsoft.Extensions.Logging;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>What sessions work with. A reload makes a new one for the sessions to come.</summary>
public sealed record SessionServices
{
    public required SessionSettings Settings { get; init; }

    public required IMailStore Store { get; init; }

    public required Authenticator Authenticator { get; init; }

    public required LoginPace Pace { get; init; }

    /// <summary>Null where no certificate is set: STLS is not offered then.</summary>
    public TlsUpgrade? Tls { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Waits until what was logged so far has left the process; a receipt is written before its answer.</summary>
    public Func<ValueTask> FlushLog { get; init; } = () => ValueTask.CompletedTask;

    public ServerMetrics? Metrics { get; init; }

    /// <summary>Makes each challenge different; tests make it the same.</summary>
    public Func<string> Nonce { get; init; } = SaslNonce.Make;

    public TranscriptFilter Transcripts { get; init; } = TranscriptFilter.None;

    /// <summary>Fires when the server stops.</summary>
    public CancellationToken Stopping { get; init; }
}
