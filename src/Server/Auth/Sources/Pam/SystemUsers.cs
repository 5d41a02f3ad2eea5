using System.Runtime.InteropServices;

namespace Restante.Server.Auth.Sources.Pam;

/// <summary>The users that the system's name service knows: /etc/passwd, or whatever nsswitch.conf names.</summary>
internal static unsafe partial class SystemUsers
{
    // Room for a group member's longest line; glibc suggests 1,024 for a passwd entry.
    private const int BufferLength = 16 * 1024;
    private const int EntryLength = 64;

    public static bool Has(string name)
    {
        Span<byte> entry = stackalloc byte[EntryLength];
        var buffer = new byte[BufferLength];
        fixed (byte* e = entry, b = buffer)
        {
            void* found = null;

            // On an error it may be one of them: then the source that was asked decides.
            return GetPwNam(name, e, b, BufferLength, &found) != 0 || found != null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetPwNam(string name, byte* entry, byte* buffer, nuint length, void** found);
}
