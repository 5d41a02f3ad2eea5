using System.Net;
using System.Net.Sockets;
using Restante.Protocol.Proxy;

namespace Restante.Server.Sessions;

/// <summary>Where a client comes from.</summary>
/// <param name="Address">Its address, IPv4 also where it came mapped into IPv6; null over a Unix socket.</param>
public sealed record ClientOrigin(IPAddress? Address)
{
    /// <summary>The balancer through which it came; null where it connected by itself.</summary>
    public IPAddress? Proxy { get; private init; }

    /// <summary>The TLS that the balancer ended with it; null without.</summary>
    public ProxyTls? Tls { get; private init; }

    /// <summary>What the balancer calls the connection; null without.</summary>
    public string? ProxyId { get; private init; }

    public static ClientOrigin From(EndPoint? endPoint) => new((endPoint as IPEndPoint)?.Address is { } address ? Unmapped(address) : null);

    /// <summary>The client that a balancer names; the balancer itself where it names none.</summary>
    public static ClientOrigin Behind(IPAddress proxy, ProxyHeader header) =>
        new(header.Client is { } client ? Unmapped(client.Address) : proxy)
        {
            Proxy = proxy,
            Tls = header.Tls,
            ProxyId = header.ConnectionId,
        };

    /// <summary>
    /// Whoever speaks through a Unix socket or the loopback interface is on this machine. Never who comes through a
    /// balancer: that one's 127.0.0.1 is not ours, and between it and the client there may be any network.
    /// </summary>
    public bool IsLocal => Proxy is null && (Address is null || IPAddress.IsLoopback(Address));

    /// <summary>The address whose sessions are counted; null for the balancer's own, whose checks must always get through.</summary>
    public IPAddress? Counted => Equals(Address, Proxy) ? null : Address;

    /// <summary>As records write it.</summary>
    public string Text => Address is null ? "local" : Write(Address);

    /// <summary>The balancer as records write it, or null.</summary>
    public string? ProxyText => Proxy is null ? null : Write(Proxy);

    // A zone names an interface of this machine; it is no part of the client's address.
    private static string Write(IPAddress address) => address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 }
        ? new IPAddress(address.GetAddressBytes()).ToString()
        : address.ToString();

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
