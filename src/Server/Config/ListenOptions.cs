using System.Net;

namespace Restante.Server.Config;

/// <summary>One place to listen at.</summary>
public sealed record ListenOptions
{
    /// <summary>Ports that need no privilege, reached from this machine only: what a first try can do no harm with.</summary>
    public static readonly IReadOnlyList<ListenOptions> Defaults =
    [
        new() { Protocol = ListenProtocol.Pop3, Address = new ListenAddress.Tcp(new IPEndPoint(IPAddress.Loopback, 1110)) },
        new() { Protocol = ListenProtocol.Pop3s, Address = new ListenAddress.Tcp(new IPEndPoint(IPAddress.Loopback, 1995)) },
    ];

    /// <summary>The element that the listen array's settings start from; an address is then demanded.</summary>
    internal static readonly ListenOptions Blank = new() { Address = new ListenAddress.Tcp(new IPEndPoint(IPAddress.Loopback, 0)) };

    public ListenProtocol Protocol { get; init; }

    public required ListenAddress Address { get; init; }

    /// <summary>
    /// Peers that must begin with a PROXY header, which then names the client; a peer outside these networks is refused.
    /// Empty: nobody does, and who sends a header is told so and let go.
    /// </summary>
    public IReadOnlyList<IPNetwork> ProxyFrom { get; init; } = [];
}

public enum ListenProtocol
{
    /// <summary>Starts in clear text and offers STLS.</summary>
    Pop3,

    /// <summary>TLS from the first octet (RFC 8314).</summary>
    Pop3s,
}

public static class ListenProtocolNames
{
    /// <summary>As the configuration and records write it.</summary>
    public static string Name(this ListenProtocol protocol) => protocol == ListenProtocol.Pop3s ? "pop3s" : "pop3";
}
