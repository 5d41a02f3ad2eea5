using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Restante.Server.Auth.Sources.Pam;

/// <summary>One password through PAM, on the thread that calls: pam_start, pam_authenticate, pam_acct_mgmt, pam_end.</summary>
/// <param name="service">The file's name in /etc/pam.d.</param>
/// <param name="folder">Another folder than /etc/pam.d; null for that one.</param>
internal sealed unsafe class PamLogin(string service, string? folder)
{
    /// <exception cref="CredentialStoreException">PAM cannot answer.</exception>
    public PasswordVerdict Try(string user, ReadOnlySpan<byte> password, string? address)
    {
        var phrase = GC.AllocateArray<byte>(password.Length + 1, pinned: true);
        password.CopyTo(phrase);
        try
        {
            fixed (byte* name = Text(user), serviceName = Text(service), pinned = phrase, host = Text(address ?? ""), confdir = Text(folder ?? ""))
            {
                var conversation = PamConversation.With(pinned);
                void* handle = null;
                var code = folder is null
                    ? LibPam.Start(serviceName, name, &conversation, &handle)
                    : LibPam.StartIn(serviceName, name, &conversation, confdir, &handle);
                if (code != (int)PamCode.Success)
                {
                    throw new CredentialStoreException($"pam_start for the service \"{service}\" failed with {code}");
                }

                try
                {
                    code = Run(handle, address is null ? null : host);
                    return VerdictOf(code, user, handle);
                }
                finally
                {
                    LibPam.End(handle, code);
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
        }
    }

    private static int Run(void* handle, byte* host)
    {
        // pam_access, pam_faillock and the modules' own logs go by the address; some modules refuse to work without a tty.
        fixed (byte* tty = "restante\0"u8)
        {
            _ = LibPam.SetItem(handle, LibPam.ItemTty, tty);
        }

        if (host != null)
        {
            _ = LibPam.SetItem(handle, LibPam.ItemRemoteHost, host);
        }

        // pam_unix would sleep for two seconds on this thread; the server delays failures by itself.
        _ = LibPam.SetItem(handle, LibPam.ItemFailDelay, (delegate* unmanaged[Cdecl]<int, uint, void*, void>)&NoDelay);
        var code = LibPam.Authenticate(handle, LibPam.Silent);
        return code == (int)PamCode.Success ? LibPam.CheckAccount(handle, LibPam.Silent) : code;
    }

    private static PasswordVerdict VerdictOf(int code, string user, void* handle) => (PamCode)code switch
    {
        PamCode.Success => new PasswordVerdict.Right(user),
        PamCode.UserUnknown => new PasswordVerdict.Unknown(),
        // A stack that ends in pam_deny says the same of a stranger; the system's own list tells the two apart.
        PamCode.AuthenticationFailed => SystemUsers.Has(user) ? new PasswordVerdict.Wrong() : new PasswordVerdict.Unknown(),
        PamCode.TooManyTries or PamCode.ConversationFailed => new PasswordVerdict.Wrong(),
        PamCode.PermissionDenied or PamCode.AccountExpired or PamCode.NewPasswordRequired => new PasswordVerdict.Closed(),
        _ => throw new CredentialStoreException(LibPam.Describe(handle, code)),
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void NoDelay(int result, uint microseconds, void* data)
    {
        // Meant: see where it is set.
    }
}
