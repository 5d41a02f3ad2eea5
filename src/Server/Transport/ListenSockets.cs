using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Restante.Server.Files;

namespace Restante.Server.Transport;

/// <summary>Makes the sockets that Kestrel listens on.</summary>
/// <param name="all">All addresses that are listened on: whether [::] may also take IPv4 depends on the others.</param>
public sealed class ListenSockets(IReadOnlyList<EndPoint> all)
{
    // A client whose network is gone is found within about a minute: its maildrop must not stay locked for longer.
    private const int KeepAliveAfterSeconds = 30;
    private const int KeepAliveEverySeconds = 10;
    private const int KeepAliveTries = 3;

    /// <exception cref="ListenException">It cannot be listened on.</exception>
    public Socket Bind(EndPoint endPoint)
    {
        try
        {
            switch (endPoint)
            {
                case IPEndPoint ip:
                    return BindTcp(ip);
                case UnixDomainSocketEndPoint unix:
                    RemoveLeftover(unix);
                    break;
            }

            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            if (socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
            {
                socket.NoDelay = true;
            }

            return socket;
        }
        catch (SocketException e)
        {
            throw new ListenException(endPoint, e);
        }
    }

    private Socket BindTcp(IPEndPoint ip)
    {
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = ip.Address.Equals(IPAddress.IPv6Any) && !all.Contains(new IPEndPoint(IPAddress.Any, ip.Port));
            }

            // Accepted sockets inherit these. Each write here is a whole answer, or as much of it as is ready: none waits
            // for the one before to be acknowledged.
            socket.NoDelay = true;
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

    /// <summary>A socket file outlives its server; one that nobody answers on is a leftover. Any other file is somebody's.</summary>
    private static void RemoveLeftover(UnixDomainSocketEndPoint endPoint)
    {
        var path = endPoint.ToString();
        if (path is null || !LibC.TryStat(path, out var status) || !status.IsSocket)
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

/// <summary>An address that cannot be listened on.</summary>
public sealed class ListenException(EndPoint address, SocketException inner)
    : IOException($"{Describe(address)} cannot be listened on: {Reason(inner)}", inner)
{
    /// <summary>True where the system keeps the address, such as a port below 1024, from this user.</summary>
    public bool IsForbidden => ((SocketException)InnerException!).SocketErrorCode == SocketError.AccessDenied;

    private static string Describe(EndPoint address) => address is UnixDomainSocketEndPoint ? "unix:" + address : address.ToString() ?? "";

    private static string Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the address is in use",
        SocketError.AddressNotAvailable => "this machine does not have the address",
        SocketError.AccessDenied => "permission denied",
        _ => e.Message,
    };
}
