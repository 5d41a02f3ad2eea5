using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Restante.Server.Config;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>
/// The socket below a <see cref="LdapConnection"/>, connected here and cut off when its time is over. libldap's own
/// limits do not reach everything, and do harm: with LDAP_OPT_NETWORK_TIMEOUT, libldap 2.5 with GnuTLS reads without a
/// pause from a server that says nothing in a handshake, for ever. Without it, it waits, and ends when the socket does.
/// </summary>
internal sealed partial class LdapSocket : IDisposable
{
    /// <summary>fcntl: another descriptor for the same socket, closed when a program is started.</summary>
    private const int DuplicateCloseOnExec = 1030;

    private readonly Socket _socket;
    private readonly ITimer _end;
    private readonly Lock _state = new();
    private bool _connected;
    private volatile bool _isOver;

    private LdapSocket(AddressFamily family, LdapDeadline deadline)
    {
        _socket = new Socket(family, SocketType.Stream, family == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        _end = deadline.CreateTimer(End);
    }

    /// <summary>It was cut off: what libldap says of it is not the reason.</summary>
    public bool IsOver => _isOver;

    /// <exception cref="DirectoryDownException">Nobody listens there.</exception>
    public static LdapSocket Connect(LdapUri uri, LdapDeadline deadline)
    {
        var trouble = "the name has no address";
        foreach (var place in PlacesOf(uri))
        {
            var socket = new LdapSocket(place.AddressFamily, deadline);
            try
            {
                // Not the asynchronous one, which would leave the socket non-blocking for libldap.
                socket._socket.Connect(place);
                socket.Connected();
                return socket;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                trouble = socket.IsOver ? "no answer in time" : e.Message;
                socket.Dispose();
            }
        }

        throw new DirectoryDownException($"{uri}: {trouble}");
    }

    /// <summary>Another descriptor, for somebody who will close it.</summary>
    public SafeFileHandle Duplicate() => new(FileControl((int)_socket.Handle, DuplicateCloseOnExec, 0), ownsHandle: true);

    public void Dispose()
    {
        _end.Dispose();
        _socket.Dispose();
    }

    private static EndPoint[] PlacesOf(LdapUri uri)
    {
        if (uri.Scheme == LdapScheme.Ldapi)
        {
            return [new UnixDomainSocketEndPoint(Uri.UnescapeDataString(uri.Host))];
        }

        try
        {
            return [.. Dns.GetHostAddresses(uri.Host).Select(a => new IPEndPoint(a, uri.Port))];
        }
        catch (SocketException e)
        {
            throw new DirectoryDownException($"{uri}: {e.Message}");
        }
    }

    private void Connected()
    {
        lock (_state)
        {
            _connected = _isOver ? throw new SocketException((int)SocketError.TimedOut) : true;
        }
    }

    private void End()
    {
        lock (_state)
        {
            _isOver = true;
            try
            {
                if (_connected)
                {
                    _socket.Shutdown(SocketShutdown.Both);
                }
                else
                {
                    _socket.Dispose();
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, int argument);
}
