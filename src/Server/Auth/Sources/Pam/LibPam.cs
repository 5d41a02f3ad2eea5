using System.Runtime.InteropServices;

namespace Restante.Server.Auth.Sources.Pam;

/// <summary>
/// The system's libpam. Looked up by hand and not imported, because it may be missing: then only users.pam is out of reach.
/// </summary>
internal static unsafe class LibPam
{
    public const int ItemTty = 3;
    public const int ItemRemoteHost = 4;
    public const int ItemFailDelay = 10;
    public const int Silent = 0x8000;

    private static readonly nint Library = NativeLibrary.TryLoad("libpam.so.0", out var library) ? library : 0;

    public static readonly delegate* unmanaged<byte*, byte*, PamConversation*, void**, int> Start =
        (delegate* unmanaged<byte*, byte*, PamConversation*, void**, int>)Find("pam_start");

    /// <summary>Since Linux-PAM 1.4: service files from a folder other than /etc/pam.d. Null elsewhere.</summary>
    public static readonly delegate* unmanaged<byte*, byte*, PamConversation*, byte*, void**, int> StartIn =
        (delegate* unmanaged<byte*, byte*, PamConversation*, byte*, void**, int>)Find("pam_start_confdir");

    public static readonly delegate* unmanaged<void*, int, void*, int> SetItem = (delegate* unmanaged<void*, int, void*, int>)Find("pam_set_item");

    public static readonly delegate* unmanaged<void*, int, int> Authenticate = (delegate* unmanaged<void*, int, int>)Find("pam_authenticate");

    public static readonly delegate* unmanaged<void*, int, int> CheckAccount = (delegate* unmanaged<void*, int, int>)Find("pam_acct_mgmt");

    public static readonly delegate* unmanaged<void*, int, int> End = (delegate* unmanaged<void*, int, int>)Find("pam_end");

    private static readonly delegate* unmanaged<void*, int, byte*> StrError = (delegate* unmanaged<void*, int, byte*>)Find("pam_strerror");

    public static bool IsAvailable => Start != null && SetItem != null && Authenticate != null && CheckAccount != null && End != null && StrError != null;

    /// <summary>In PAM's words.</summary>
    public static string Describe(void* handle, int code) => Marshal.PtrToStringUTF8((nint)StrError(handle, code)) ?? $"error {code}";

    private static nint Find(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var function) ? function : 0;
}
