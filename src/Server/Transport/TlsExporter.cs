using System.Net.Security;
using System.Security.Authentication;
using Restante.Protocol.Sasl;

namespace Restante.Server.Transport;

/// <summary>
/// The <c>tls-exporter</c> channel binding (RFC 9266), for which .NET has no API: OpenSSL's own function is called on
/// SslStream's connection. docs/decisions/channel-binding.md says why this is safe, and what happens where it cannot be done.
/// </summary>
internal static unsafe class TlsExporter
{
    private const int Length = 32;

    // int SSL_export_keying_material(SSL *, unsigned char *out, size_t, const char *label, size_t, const unsigned char *context, size_t, int use_context)
    private static readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int> Export =
        (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int>)OpenSsl.Function("SSL_export_keying_material");

    /// <summary>
    /// To be called between the handshake and the first read or write, while nobody else uses the connection. Null below
    /// TLS 1.3, where the exporter is safe only with an extension that cannot be asked for; and where it cannot be had.
    /// </summary>
    public static ChannelBinding? Of(SslStream stream)
    {
        if (Export is null || stream.SslProtocol != SslProtocols.Tls13 || OpenSsl.ConnectionOf(stream) is not { } connection)
        {
            return null;
        }

        var octets = new byte[Length];
        var label = "EXPORTER-Channel-Binding"u8;
        var held = false;
        try
        {
            connection.DangerousAddRef(ref held);
            fixed (byte* output = octets, name = label)
            {
                // The context is there, and empty (RFC 9266 §2).
                return Export(connection.DangerousGetHandle(), output, Length, name, (nuint)label.Length, null, 0, 1) == 1
                    ? new ChannelBinding(ChannelBinding.Exporter, octets)
                    : null;
            }
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
