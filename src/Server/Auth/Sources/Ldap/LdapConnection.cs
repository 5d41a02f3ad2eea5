using System.Runtime.InteropServices;
using Restante.Server.Config;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>
/// A connection to one server of a directory, for one login, on the thread that calls. What libldap's own files
/// (ldap.conf, ldaprc) say about trust and referrals does not count here.
/// </summary>
internal sealed unsafe class LdapConnection : IDisposable
{
    private const int Version3 = 3;
    private const int Demand = 2;
    private const int Tls12 = 0x303;

    private readonly LdapUri _uri;
    private readonly bool _tls;
    private readonly LdapSocket _socket;
    private void* _handle;

    private LdapConnection(LdapUri uri, bool tls, LdapSocket socket) => (_uri, _tls, _socket) = (uri, tls, socket);

    /// <summary>Connects, through TLS where that is asked for; nobody is bound yet.</summary>
    /// <exception cref="DirectoryDownException">The server is not there, or is not to be trusted.</exception>
    public static LdapConnection Open(LdapOptions options, LdapUri uri, LdapDeadline deadline)
    {
        var connection = new LdapConnection(uri, options.UsesTls(uri), LdapSocket.Connect(uri, deadline));
        try
        {
            connection.Prepare(TrustedAuthorities.FileOf(options));
            if (connection._tls)
            {
                connection.Check(
                    uri.Scheme == LdapScheme.Ldap ? LibLdap.StartTls(connection._handle, null, null) : LibLdap.InstallTls(connection._handle),
                    "TLS failed, or the certificate is not trusted or not for this name");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Binds ask what a password policy says. A slapd without one writes a line in its log for each that does.</summary>
    public bool AsksForPolicy { get; set; }

    /// <summary>The server announces, to whoever asks, that it keeps a password policy (RFC 4512 §5.1).</summary>
    public bool AnnouncesPolicy() =>
        Search("", LibLdap.ScopeBase, "(objectClass=*)", "supportedControl").Entries.Any(root => root.Values.Contains(PasswordPolicy.Oid));

    /// <param name="dn">Not empty: that would be anonymous, and always right.</param>
    /// <param name="password">Not empty, for the same reason (RFC 4513 §5.1.2).</param>
    public LdapAnswer Bind(string dn, ReadOnlySpan<byte> password)
    {
        if (dn.Length == 0 || password.IsEmpty)
        {
            throw new ArgumentException("a bind without a name or without a password proves nothing", nameof(dn));
        }

        int id;
        fixed (byte* name = LdapText.Terminated(dn), octets = password, oid = LdapText.Terminated(PasswordPolicy.Oid))
        {
            var secret = new BerValue { Length = (nuint)password.Length, Octets = octets };
            var policy = new BerControl { Oid = oid };
            var controls = stackalloc BerControl*[] { AsksForPolicy ? &policy : null, null };
            Check(LibLdap.Bind(_handle, name, null, &secret, controls, null, &id), "bind");
        }

        return Read(id, static (_, _, code, diagnostic, policy) => new LdapAnswer(code, diagnostic, policy));
    }

    /// <summary>The first two entries, with what they say of one attribute (of none: <c>1.1</c>).</summary>
    public LdapFindings Search(string @base, int scope, string filter, string attribute)
    {
        int id;
        fixed (byte* start = LdapText.Terminated(@base), match = LdapText.Terminated(filter), wanted = LdapText.Terminated(attribute))
        {
            var attributes = stackalloc byte*[] { wanted, null };
            Check(LibLdap.Search(_handle, start, scope, match, attributes, 0, null, null, null, 2, &id), "search");
            return Read(id, (handle, message, code, diagnostic, _) => new LdapFindings(code, LdapEntries.Read(handle, message, attribute), diagnostic));
        }
    }

    public void Dispose()
    {
        if (_handle != null)
        {
            _ = LibLdap.Unbind(_handle, null, null);
            _handle = null;
        }

        _socket.Dispose();
    }

    private void Prepare(string authorities)
    {
        Initialize();

        // See LdapSocket; ldap.conf may have set them.
        var never = new TimeValue { Seconds = -1 };
        Set(LibLdap.OptionNetworkTimeout, &never);
        Set(LibLdap.OptionTimeout, &never);
        SetNumber(LibLdap.OptionVersion, Version3);
        SetNumber(LibLdap.OptionDereference, 0);

        // A referral would take the password to a server that nobody named. Off is a null pointer.
        Set(LibLdap.OptionReferrals, null);
        if (_tls)
        {
            SetNumber(LibLdap.OptionTlsRequireCertificate, Demand);
            SetNumber(LibLdap.OptionTlsMinimum, Tls12);
            fixed (byte* file = LdapText.Terminated(authorities))
            {
                Set(LibLdap.OptionTlsAuthorities, file);
            }

            // Last: only a new context takes what was set before. 0 is that of a client.
            if (!TrySetNumber(LibLdap.OptionTlsNewContext, 0))
            {
                throw new DirectoryDownException($"{_uri}: libldap takes no certificates from {authorities}");
            }
        }
    }

    private void Initialize()
    {
        using var descriptor = _socket.Duplicate();
        if (descriptor.IsInvalid)
        {
            throw new DirectoryDownException($"{_uri}: this process may open no more files");
        }

        fixed (byte* uri = LdapText.Terminated(_uri.Text))
        fixed (void** handle = &_handle)
        {
            var kind = _uri.Scheme == LdapScheme.Ldapi ? LibLdap.OverUnixSocket : LibLdap.OverTcp;
            Check(LibLdap.InitializeOn((int)descriptor.DangerousGetHandle(), kind, uri, handle), "ldap_init_fd");
        }

        // It is libldap's from here on, which closes it at the unbind.
        descriptor.SetHandleAsInvalid();
    }

    private T Read<T>(int id, Reader<T> read)
    {
        void* message = null;
        var kind = LibLdap.Result(_handle, id, LibLdap.AllOfIt, null, &message);
        try
        {
            if (kind <= 0)
            {
                throw Down(ResultCode(), "answer");
            }

            int code;
            byte* diagnostic = null;
            BerControl** controls = null;
            Check(LibLdap.ParseResult(_handle, message, &code, null, &diagnostic, null, &controls, 0), "answer");
            var policy = PolicyIn(controls);
            var text = Take(diagnostic);
            return code is (int)LdapCode.Busy or (int)LdapCode.Unavailable
                ? throw new DirectoryDownException($"{_uri}: {LibLdap.Describe(code)}{LdapVerdict.Quote(text)}")
                : read(_handle, message, (LdapCode)code, text, policy);
        }
        finally
        {
            if (message != null)
            {
                _ = LibLdap.FreeMessage(message);
            }
        }
    }

    private static PolicyError? PolicyIn(BerControl** controls)
    {
        PolicyError? found = null;
        for (var i = 0; controls != null && controls[i] != null; i++)
        {
            if (Marshal.PtrToStringUTF8((nint)controls[i]->Oid) == PasswordPolicy.Oid && controls[i]->Value.Octets != null)
            {
                found = PasswordPolicy.Read(controls[i]->Value.Span);
            }
        }

        if (controls != null)
        {
            LibLdap.FreeControls(controls);
        }

        return found;
    }

    private static string Take(byte* text)
    {
        var taken = Marshal.PtrToStringUTF8((nint)text) ?? "";
        if (text != null)
        {
            LibLdap.Free(text);
        }

        return taken;
    }

    private void Check(int code, string doing)
    {
        if (code != (int)LdapCode.Success)
        {
            throw Down(code, doing);
        }
    }

    private DirectoryDownException Down(int code, string doing)
    {
        if (_socket.IsOver)
        {
            return new DirectoryDownException($"{_uri}: no answer in time");
        }

        byte* diagnostic = null;
        _ = _handle == null ? 0 : LibLdap.GetOption(_handle, LibLdap.OptionDiagnostic, &diagnostic);
        return new DirectoryDownException($"{_uri}: {doing}: {LibLdap.Describe(code)}{LdapVerdict.Quote(Take(diagnostic))}");
    }

    private int ResultCode()
    {
        int code;
        _ = LibLdap.GetOption(_handle, LibLdap.OptionResultCode, &code);
        return code;
    }

    private void Set(int option, void* value)
    {
        // An option that is not taken must not be passed over: some of them are all that guards the password.
        if (LibLdap.SetOption(_handle, option, value) != 0)
        {
            throw new DirectoryDownException($"{_uri}: libldap does not take the option 0x{option:x}");
        }
    }

    private void SetNumber(int option, int value) => Set(option, &value);

    private bool TrySetNumber(int option, int value) => LibLdap.SetOption(_handle, option, &value) == 0;

    private delegate T Reader<out T>(void* handle, void* message, LdapCode code, string diagnostic, PolicyError? policy);
}
