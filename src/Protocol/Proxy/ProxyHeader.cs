using System.Net;

namespace Restante.Protocol.Proxy;

/// <summary>What a balancer says about the connection behind it (HAProxy's PROXY protocol, versions 1 and 2).</summary>
/// <param name="Client">
/// Null where no address is named: a check of the balancer's own (LOCAL), a client that it cannot name (UNKNOWN), or one
/// on a Unix socket. The connection's own peer stands for the client then (§2.1, §2.2).
/// </param>
public sealed record ProxyHeader(IPEndPoint? Client)
{
    /// <summary>The TLS that the balancer ended with the client; null where there was none, or none is told.</summary>
    public ProxyTls? Tls { get; init; }

    /// <summary>What the balancer calls this connection in its own log; null without.</summary>
    public string? ConnectionId { get; init; }
}

/// <param name="Version">As the balancer writes it: <c>TLSv1.3</c>; <c>TLS</c> where it does not say.</param>
/// <param name="CommonName">Of the client's certificate, where there is one and the balancer has verified it.</param>
public sealed record ProxyTls(string Version, string? CommonName);
