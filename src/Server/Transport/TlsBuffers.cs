using System.Net.Security;

namespace Restante.Server.Transport;

/// <summary>
/// Lets OpenSSL hold its two buffers of a record each, 33 kB, only while something is in them. A session is idle for almost
/// all of its time, and .NET has no option for this.
/// </summary>
internal static unsafe class TlsBuffers
{
    private const int ControlMode = 33;
    private const int ReleaseBuffers = 0x10;

    // long SSL_ctrl(SSL *, int cmd, long larg, void *parg)
    private static readonly delegate* unmanaged<nint, int, nint, void*, nint> Control =
        (delegate* unmanaged<nint, int, nint, void*, nint>)OpenSsl.Function("SSL_ctrl");

    /// <summary>To be called between the handshake and the first read or write. False where it cannot be had: the session costs more, that is all.</summary>
    public static bool ReleaseWhenEmpty(SslStream stream)
    {
        if (Control is null || OpenSsl.ConnectionOf(stream) is not { } connection)
        {
            return false;
        }

        var held = false;
        try
        {
            connection.DangerousAddRef(ref held);
            return (Control(connection.DangerousGetHandle(), ControlMode, ReleaseBuffers, null) & ReleaseBuffers) != 0;
        }
        finally
        {
            if (held)
            {
                connection.DangerousRelease();
            }
        }
    }
}
