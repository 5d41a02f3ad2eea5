using Restante.Protocol.Pop3.Languages;

namespace Restante.Server.Config;

/// <summary>
/// Everything an operator can set, complete and checked: whoever holds one need not ask whether a value is there.
/// All paths are absolute.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>The node's name in the greeting and in the log.</summary>
    public required string Hostname { get; init; }

    public required string DataDirectory { get; init; }

    public required IReadOnlyList<ListenOptions> Listen { get; init; }

    /// <summary>Null where TLS is switched off (<c>"tls": null</c>): no STLS, no POP3S.</summary>
    public required TlsOptions? Tls { get; init; }

    public required MailOptions Mail { get; init; }

    public required UsersOptions Users { get; init; }

    public AuthOptions Auth { get; init; } = new();

    /// <summary>What <c>LANG *</c> chooses (RFC 6856 §3.2).</summary>
    public Language Language { get; init; } = Language.English;

    public LimitOptions Limits { get; init; } = new();

    public LogOptions Log { get; init; } = new();

    /// <summary>The defaults: all that the server needs lies below one folder.</summary>
    public static ServerOptions Below(string dataDirectory, string hostname) => new()
    {
        Hostname = hostname,
        DataDirectory = dataDirectory,
        Listen = ListenOptions.Defaults,
        Tls = TlsOptions.Below(dataDirectory),
        Mail = new MailOptions { Maildir = Path.Combine(dataDirectory, "mail", "{user}", "Maildir") },
        Users = new UsersOptions { File = Path.Combine(dataDirectory, "users") },
    };
}

public sealed record MailOptions
{
    /// <summary>Where a user's Maildir lies; holds <c>{user}</c> or <c>{local}</c>, and may hold <c>{domain}</c>.</summary>
    public required string Maildir { get; init; }

    /// <summary>The days for which mail is kept (EXPIRE, RFC 2449 §6.7); 0 removes what was fetched, null nothing.</summary>
    public int? ExpireDays { get; init; }

    /// <summary>What becomes of messages with UTF-8 headers where the client has not said UTF8.</summary>
    public Utf8Headers Utf8Headers { get; init; }
}

/// <summary>Of messages by RFC 6532, asked for outside UTF-8 mode.</summary>
public enum Utf8Headers
{
    /// <summary>They are sent as they are: what every other server does, and the departure from RFC 6856 §2.1 that docs/decisions/utf8.md explains.</summary>
    Send,

    /// <summary>RETR and TOP are refused with [UTF8] (RFC 6856 §5).</summary>
    Refuse,
}

public sealed record UsersOptions
{
    /// <summary>A passwd-file; see <see cref="Auth.PasswordFile"/>.</summary>
    public required string File { get; init; }

    /// <summary>A file's name in /etc/pam.d; empty for no PAM.</summary>
    public string PamService { get; init; } = "";

    public LdapOptions Ldap { get; init; } = new();

    /// <summary>Whose tokens are taken.</summary>
    public OAuthOptions OAuth { get; init; } = new();

    /// <summary>There are users who do not stand in the file.</summary>
    public bool HasOtherSources => PamService.Length > 0 || Ldap.IsOn || OAuth.IsOn;
}
