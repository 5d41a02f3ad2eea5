using Restante.Client.Wire;

namespace Restante.Client;

/// <summary>An address and port that greets as a POP3 server does.</summary>
/// <param name="Way">How it wants to be spoken to: plain, or TLS from the first octet.</param>
/// <param name="Greeting">What it said.</param>
public sealed record Listener(Way Way, ServerReply Greeting)
{
    /// <summary>The first connection's CAPA; null before it was asked and where there is none.</summary>
    public CapabilitySet? Capabilities { get; set; }
}
