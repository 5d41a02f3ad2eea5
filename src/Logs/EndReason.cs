namespace Restante.Logs;

/// <summary>Why a session ended: exactly one, the first that applied.</summary>
public enum EndReason
{
    None,

    /// <summary>QUIT, answered.</summary>
    Quit,

    /// <summary>The client closed or vanished without QUIT; nothing was removed.</summary>
    ClientClosed,

    /// <summary>No command for too long after login (autologout, RFC 1939 §3).</summary>
    IdleTimeout,

    /// <summary>No command for too long before login.</summary>
    LoginTimeout,

    /// <summary>The client did not read what was sent.</summary>
    WriteTimeout,

    /// <summary>Too many refused commands in a row.</summary>
    TooManyErrors,

    /// <summary>Too many failed logins.</summary>
    TooManyFailures,

    /// <summary>The first octets belonged to another protocol.</summary>
    WrongProtocol,

    /// <summary>The TLS handshake failed or took too long.</summary>
    TlsFailed,

    /// <summary>Plain text waited behind STLS.</summary>
    StlsInjection,

    /// <summary>A limit on sessions refused it at the greeting.</summary>
    Refused,

    /// <summary>A message could not be sent whole; the connection was cut without the final dot.</summary>
    MessageBroken,

    /// <summary>The lease on the maildrop was lost.</summary>
    LeaseLost,

    /// <summary>The server is shutting down.</summary>
    Shutdown,

    /// <summary>A defect of the server; the log has the details.</summary>
    InternalError,
}

public static class EndReasonNames
{
    private static readonly string[] Names = [.. Enum.GetNames<EndReason>().Select(Kebab)];

    /// <summary>The reason as records write it: <c>client-closed</c>.</summary>
    public static string Name(this EndReason reason) => Names[(int)reason];

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
