using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Restante.Server.Transport;

/// <summary>Makes the sockets that Kestrel listens on.</summary>
/// <param name="all">All addresses that are listened on: whether [::] may also take IPv4 depends on the others.</param>
public sealed class ListenSockets(IReadOnlyList<EndPoint> all)
{
    // A client whose network is gone is found within about a minute: its maildrop must not stay locked for longer.
    private const int KeepAliveAfterSeconds = 30;
    private const int KeepAliveEverySeconds = 10;
    private const int KeepAliveTries = 3;

    public Socket Bind(EndPoint endPoint)
    {
        if (endPoint is not IPEndPoint ip)
        {
            if (endPoint is UnixDomainSocketEndPoint unix)
            {
                RemoveLeftover(unix);
            }

            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }

        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = ip.Address.Equals(IPAddress.IPv6Any) && !all.Contains(new IPEndPoint(IPAddress.Any, ip.Port));
            }

            // Accepted sockets inherit these.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveEverySeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
            socket.Bind(ip);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket file outlives its server; one that nobody answers on is a leftover.</summary>
    private static void RemoveLeftover(UnixDomainSocketEndPoint endPoint)
    {
        var path = endPoint.ToString();
        if (path is null || !File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }
}
