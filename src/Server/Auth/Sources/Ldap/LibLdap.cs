using System.Runtime.InteropServices;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>
/// The system's libldap. Looked up by hand and not imported, because it may be missing: then only users.ldap is out of reach.
/// </summary>
internal static unsafe class LibLdap
{
    public const int OptionDereference = 0x0002;
    public const int OptionReferrals = 0x0008;
    public const int OptionVersion = 0x0011;
    public const int OptionResultCode = 0x0031;
    public const int OptionDiagnostic = 0x0032;
    public const int OptionTimeout = 0x5002;
    public const int OptionNetworkTimeout = 0x5005;
    public const int OptionTlsAuthorities = 0x6002;
    public const int OptionTlsRequireCertificate = 0x6006;
    public const int OptionTlsMinimum = 0x6007;
    public const int OptionTlsNewContext = 0x600F;

    public const int OverTcp = 1;
    public const int OverUnixSocket = 3;

    public const int ScopeBase = 0;
    public const int ScopeSubtree = 2;
    public const int AllOfIt = 1;

    /// <summary>2.6 and later; Debian 12; before 2.5 the one for threads was another library.</summary>
    private static readonly string[] Names = ["libldap.so.2", "libldap-2.5.so.0", "libldap_r-2.4.so.2"];

    private static readonly nint Library = Load();

    public static readonly delegate* unmanaged<int, int, byte*, void**, int> InitializeOn = (delegate* unmanaged<int, int, byte*, void**, int>)Find("ldap_init_fd");

    private static readonly delegate* unmanaged<void**, byte*, int> Initialize = (delegate* unmanaged<void**, byte*, int>)Find("ldap_initialize");

    public static readonly delegate* unmanaged<void*, int, void*, int> SetOption = (delegate* unmanaged<void*, int, void*, int>)Find("ldap_set_option");

    public static readonly delegate* unmanaged<void*, int, void*, int> GetOption = (delegate* unmanaged<void*, int, void*, int>)Find("ldap_get_option");

    public static readonly delegate* unmanaged<void*, void**, void**, int> StartTls = (delegate* unmanaged<void*, void**, void**, int>)Find("ldap_start_tls_s");

    /// <summary>TLS at once, on a socket that was handed in.</summary>
    public static readonly delegate* unmanaged<void*, int> InstallTls = (delegate* unmanaged<void*, int>)Find("ldap_install_tls");

    public static readonly delegate* unmanaged<void*, byte*, byte*, BerValue*, BerControl**, BerControl**, int*, int> Bind =
        (delegate* unmanaged<void*, byte*, byte*, BerValue*, BerControl**, BerControl**, int*, int>)Find("ldap_sasl_bind");

    public static readonly delegate* unmanaged<void*, byte*, int, byte*, byte**, int, BerControl**, BerControl**, TimeValue*, int, int*, int> Search =
        (delegate* unmanaged<void*, byte*, int, byte*, byte**, int, BerControl**, BerControl**, TimeValue*, int, int*, int>)Find("ldap_search_ext");

    public static readonly delegate* unmanaged<void*, int, int, TimeValue*, void**, int> Result = (delegate* unmanaged<void*, int, int, TimeValue*, void**, int>)Find("ldap_result");

    public static readonly delegate* unmanaged<void*, void*, int*, byte**, byte**, byte***, BerControl***, int, int> ParseResult =
        (delegate* unmanaged<void*, void*, int*, byte**, byte**, byte***, BerControl***, int, int>)Find("ldap_parse_result");

    public static readonly delegate* unmanaged<void*, void*, void*> FirstEntry = (delegate* unmanaged<void*, void*, void*>)Find("ldap_first_entry");

    public static readonly delegate* unmanaged<void*, void*, void*> NextEntry = (delegate* unmanaged<void*, void*, void*>)Find("ldap_next_entry");

    public static readonly delegate* unmanaged<void*, void*, byte*> DnOf = (delegate* unmanaged<void*, void*, byte*>)Find("ldap_get_dn");

    public static readonly delegate* unmanaged<void*, void*, byte*, BerValue**> ValuesOf = (delegate* unmanaged<void*, void*, byte*, BerValue**>)Find("ldap_get_values_len");

    public static readonly delegate* unmanaged<BerValue**, void> FreeValues = (delegate* unmanaged<BerValue**, void>)Find("ldap_value_free_len");

    public static readonly delegate* unmanaged<BerControl**, void> FreeControls = (delegate* unmanaged<BerControl**, void>)Find("ldap_controls_free");

    public static readonly delegate* unmanaged<void*, int> FreeMessage = (delegate* unmanaged<void*, int>)Find("ldap_msgfree");

    public static readonly delegate* unmanaged<void*, void> Free = (delegate* unmanaged<void*, void>)Find("ldap_memfree");

    public static readonly delegate* unmanaged<void*, void**, void**, int> Unbind = (delegate* unmanaged<void*, void**, void**, int>)Find("ldap_unbind_ext_s");

    private static readonly delegate* unmanaged<int, byte*> ErrorText = (delegate* unmanaged<int, byte*>)Find("ldap_err2string");

    public static bool IsAvailable { get; } = Begin();

    /// <summary>In libldap's words.</summary>
    public static string Describe(int code) => ErrorText == null ? $"error {code}" : Marshal.PtrToStringUTF8((nint)ErrorText(code)) ?? $"error {code}";

    private static nint Load() => Names.Select(n => NativeLibrary.TryLoad(n, out var library) ? library : 0).FirstOrDefault(l => l != 0);

    private static nint Find(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var function) ? function : 0;

    private static bool Begin()
    {
        if (Initialize == null || InitializeOn == null || InstallTls == null || SetOption == null || GetOption == null || StartTls == null || Bind == null || Search == null || Result == null
            || ParseResult == null || FirstEntry == null || NextEntry == null || DnOf == null || ValuesOf == null || FreeValues == null
            || FreeControls == null || FreeMessage == null || Free == null || Unbind == null || ErrorText == null)
        {
            return false;
        }

        // The first handle reads ldap.conf into the library's own defaults: on one thread, before others come.
        void* handle = null;
        if (Initialize(&handle, null) == 0)
        {
            _ = Unbind(handle, null, null);
        }

        return true;
    }
}

/// <summary>struct berval.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BerValue
{
    public nuint Length;
    public byte* Octets;

    public readonly ReadOnlySpan<byte> Span => new(Octets, checked((int)Length));
}

/// <summary>LDAPControl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BerControl
{
    public byte* Oid;
    public BerValue Value;
    public byte Critical;
}

/// <summary>struct timeval, where long has 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeValue
{
    public nint Seconds;
    public nint Microseconds;
}
