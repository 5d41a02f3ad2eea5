using System.Net;
using System.Net.Sockets;

namespace Restante.Server.Sessions;

/// <summary>Where a client comes from.</summary>
/// <param name="Address">Its address, IPv4 also where it came mapped into IPv6; null over a Unix socket.</param>
public sealed record ClientOrigin(IPAddress? Address)
{
    public static ClientOrigin From(EndPoint? endPoint) => endPoint is IPEndPoint { Address: var address }
        ? new ClientOrigin(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        : new ClientOrigin((IPAddress?)null);

    /// <summary>Whoever speaks through a Unix socket or the loopback interface is on this machine.</summary>
    public bool IsLocal => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>As records write it.</summary>
    public string Text => Address switch
    {
        null => "local",
        // A zone names an interface of this machine; it is no part of the client's address.
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } scoped => new IPAddress(scoped.GetAddressBytes()).ToString(),
        _ => Address.ToString(),
    };
}
