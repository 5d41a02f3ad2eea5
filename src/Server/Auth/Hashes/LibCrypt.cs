using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Restante.Server.Auth.Hashes;

/// <summary>
/// The system's crypt_r(3). Looked up by hand and not imported, because its library is called differently from system
/// to system and may be missing: then only the secrets that need it are out of reach.
/// </summary>
internal static unsafe class LibCrypt
{
    /// <summary>struct crypt_data is 32,768 octets in libxcrypt and 131,232 in old glibc; it must start as zeros.</summary>
    private const int DataLength = 160 * 1024;

    /// <summary>CRYPT_MAX_PASSPHRASE_SIZE, with its NUL.</summary>
    private const int MaxPhrase = 512;

    private static readonly string[] Libraries = ["libcrypt.so.1", "libcrypt.so.2", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

    private static readonly delegate* unmanaged<byte*, byte*, byte*, byte*> CryptR = Find();

    public static bool IsAvailable => CryptR != null;

    /// <summary>The crypted password, or null where crypt(3) refuses: it does not know the method, or the password has a NUL or is too long.</summary>
    public static byte[]? Crypt(ReadOnlySpan<byte> password, string setting)
    {
        if (!IsAvailable || password.Length >= MaxPhrase || password.Contains((byte)0))
        {
            return null;
        }

        Span<byte> phrase = stackalloc byte[MaxPhrase];
        phrase.Clear();
        password.CopyTo(phrase);
        var settingz = Encoding.ASCII.GetBytes(setting + "\0");
        var data = (byte*)NativeMemory.AllocZeroed(DataLength);
        try
        {
            fixed (byte* p = phrase, s = settingz)
            {
                var result = CryptR(p, s, data);

                // "*0" and "*1" stand for errors, so that no stored string can equal them.
                return result == null || *result == (byte)'*' ? null : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result).ToArray();
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(new Span<byte>(data, DataLength));
            NativeMemory.Free(data);
            CryptographicOperations.ZeroMemory(phrase);
        }
    }

    private static delegate* unmanaged<byte*, byte*, byte*, byte*> Find()
    {
        foreach (var name in Libraries)
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "crypt_r", out var function))
            {
                return (delegate* unmanaged<byte*, byte*, byte*, byte*>)function;
            }
        }

        return null;
    }
}
