using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Restante.Server.Files;

namespace Restante.Server.Hosting;

/// <summary>Tells systemd how the service is (sd_notify(3)); does nothing where nobody asked.</summary>
public static class ServiceNotify
{
    public static void Ready() => Send("READY=1");

    public static void Stopping() => Send("STOPPING=1");

    /// <summary>
    /// Since systemd 253 a reload names its moment on the monotonic clock; READY follows when it is done. systemd drops a
    /// moment that lies before its own request, so a clock of whole milliseconds would not do.
    /// </summary>
    public static void Reloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={LibC.MonotonicMicroseconds()}"));

    private static void Send(string state)
    {
        var path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

            // A leading @ stands for the abstract name space, whose names begin with NUL.
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (SocketException)
        {
            // Whoever started us does not listen any more; the service itself is well.
        }
    }
}
