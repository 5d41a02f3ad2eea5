using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
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

    private static readonly string[] Libraries = ["libssl.so.4", "libssl.so.3"];

    // int SSL_export_keying_material(SSL *, unsigned char *out, size_t, const char *label, size_t, const unsigned char *context, size_t, int use_context)
    private static readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int> Export = FindExport();

    private static readonly FieldInfo? Connection = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>
    /// To be called between the handshake and the first read or write, while nobody else uses the connection. Null below
    /// TLS 1.3, where the exporter is safe only with an extension that cannot be asked for; and where it cannot be had.
    /// </summary>
    public static ChannelBinding? Of(SslStream stream)
    {
        if (Export is null || stream.SslProtocol != SslProtocols.Tls13 || Connection?.GetValue(stream) is not SafeHandle handle
            || handle.GetType().Name != "SafeSslHandle")
        {
            return null;
        }

        var octets = new byte[Length];
        var label = "EXPORTER-Channel-Binding"u8;
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            fixed (byte* output = octets, name = label)
            {
                // The context is there, and empty (RFC 9266 §2).
                return Export(handle.DangerousGetHandle(), output, Length, name, (nuint)label.Length, null, 0, 1) == 1
                    ? new ChannelBinding(ChannelBinding.Exporter, octets)
                    : null;
            }
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Only a library that .NET has loaded already will do: another copy would take the connection for something else. So
    /// dlopen is told to load nothing.
    /// </summary>
    private static delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int> FindExport()
    {
        const int lazy = 1;
        const int noLoad = 4;
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "dlopen", out var dlopen))
        {
            return null;
        }

        var loaded = Libraries.Select(name => Open(dlopen, name, lazy | noLoad)).Where(library => library != 0).ToList();

        // Two of them: whose connection it is cannot be told.
        return loaded is [var only] && NativeLibrary.TryGetExport(only, "SSL_export_keying_material", out var function)
            ? (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int>)function
            : null;
    }

    private static nint Open(nint dlopen, string name, int flags)
    {
        var text = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            return ((delegate* unmanaged<nint, int, nint>)dlopen)(text, flags);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
