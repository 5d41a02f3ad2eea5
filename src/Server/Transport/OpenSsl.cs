using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Restante.Server.Transport;

/// <summary>
/// OpenSSL's own functions on SslStream's connections, for what .NET has no API for. docs/decisions/channel-binding.md says
/// why this is safe. Null wherever it cannot be done.
/// </summary>
internal static unsafe class OpenSsl
{
    private static readonly string[] Libraries = ["libssl.so.4", "libssl.so.3"];

    private static readonly FieldInfo? Connection = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    private static readonly nint? Library = FindLibrary();

    /// <summary>A function of the library that SslStream uses, or null.</summary>
    public static void* Function(string name) =>
        Library is { } library && NativeLibrary.TryGetExport(library, name, out var function) ? (void*)function : null;

    /// <summary>
    /// The connection, for calls between its handshake and its first read or write, while nobody else uses it; to be held
    /// during a call.
    /// </summary>
    public static SafeHandle? ConnectionOf(SslStream stream) =>
        Connection?.GetValue(stream) is SafeHandle handle && handle.GetType().Name == "SafeSslHandle" ? handle : null;

    /// <summary>
    /// Only a library that .NET has loaded already will do: another copy would take the connection for something else. So
    /// dlopen is told to load nothing.
    /// </summary>
    private static nint? FindLibrary()
    {
        const int lazy = 1;
        const int noLoad = 4;
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "dlopen", out var dlopen))
        {
            return null;
        }

        var loaded = Libraries.Select(name => Open(dlopen, name, lazy | noLoad)).Where(library => library != 0).ToList();

        // Two of them: whose connection it is cannot be told.
        return loaded is [var only] ? only : null;
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
