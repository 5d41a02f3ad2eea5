using Restante.Protocol.Pop3.Languages;
using Restante.Server.Config.Types;

namespace Restante.Server.Config;

/// <summary>
/// All settings there are. What is not in this table is an unknown key; <c>config show</c>, <c>config schema</c> and the
/// manual are read off it.
/// </summary>
public static class SettingTable
{
    /// <summary>Stand in the table's defaults for what is known only when a configuration is read.</summary>
    internal const string DataPlaceholder = "DATA";
    internal const string HostnamePlaceholder = "HOSTNAME";

    internal const string Data = "data";
    internal const string Listen = "listen";
    internal const string Tls = "tls";
    internal const string More = Tls + ".more";

    private static readonly ServerOptions Defaults = ServerOptions.Below(DataPlaceholder, HostnamePlaceholder);

    /// <summary>The settings of an element of <c>listen</c>; keys are those within the element.</summary>
    private static readonly IReadOnlyList<Setting<ListenOptions>> OfListen =
    [
        ListenRow("protocol", new ChoiceType<ListenProtocol>("protocol", ("pop3", ListenProtocol.Pop3), ("pop3s", ListenProtocol.Pop3s)),
            o => o.Protocol, (o, v) => o with { Protocol = v },
            "`pop3` begins in clear text and offers STLS; `pop3s` is TLS from the first octet"),
        ListenRow("address", new ListenAddressType(),
            o => o.Address, (o, v) => o with { Address = v },
            "an address and port, `unix:/path`, or `systemd:NAME` for a socket that systemd hands over"),
        ListenRow("proxyFrom", new ListType<System.Net.IPNetwork>(new NetworkType()),
            o => o.ProxyFrom, (o, v) => o with { ProxyFrom = v },
            "networks of the proxies that connect here; each connection then must begin with a PROXY header (v1 or v2)"),
    ];

    private static readonly IReadOnlyList<Setting<CertificateFiles>> OfCertificate =
    [
        CertificateRow("certificate", o => o.Certificate, (o, v) => o with { Certificate = v },
            "PEM file with a certificate for other names, and its chain; clients get it by the name they ask for"),
        CertificateRow("key", o => o.Key, (o, v) => o with { Key = v },
            "PEM file with that certificate's key, without a pass phrase"),
    ];

    /// <summary>The settings that are arrays of objects.</summary>
    internal static readonly IReadOnlyList<ElementTable> Arrays =
    [
        new ElementTable<ListenOptions>(Listen, ListenOptions.Blank, OfListen, o => o.Listen, (o, v) => o with { Listen = v })
        {
            Example = "{ \"protocol\": \"pop3\", \"address\": \"0.0.0.0:110\" }",
            Required = ["protocol", "address"],
            Empty = "is empty: nobody could connect",
        },
        new ElementTable<CertificateFiles>(More, new CertificateFiles("", ""), OfCertificate, o => o.Tls?.More ?? [], (o, v) => o with { Tls = o.Tls! with { More = v } })
        {
            Example = "{ \"certificate\": \"fullchain.pem\", \"key\": \"privkey.pem\" }",
            Required = ["certificate", "key"],
        },
    ];

    internal static readonly IReadOnlyList<Setting<ServerOptions>> OfServer =
    [
        Row("hostname", "Sessions", new HostnameType(),
            o => o.Hostname, (o, v) => o with { Hostname = v },
            "this node's name in the greeting and in the log"),
        Row(Data, "Config", new PathType(),
            o => o.DataDirectory, (o, v) => o with { DataDirectory = v },
            "the folder below which lies whatever is not named"),
        Row("tls.certificate", "Transport", new PathType(),
            o => o.Tls!.Certificate, (o, v) => o with { Tls = o.Tls! with { Certificate = v, SelfSigned = false } },
            "PEM file with the certificate and its chain"),
        Row("tls.key", "Transport", new PathType(),
            o => o.Tls!.Key, (o, v) => o with { Tls = o.Tls! with { Key = v, SelfSigned = false } },
            "PEM file with the certificate's key, without a pass phrase"),
        Row("tls.minimum", "Transport", new ChoiceType<TlsMinimum>("TLS version", ("1.2", TlsMinimum.Tls12), ("1.3", TlsMinimum.Tls13)),
            o => o.Tls!.Minimum, (o, v) => o with { Tls = o.Tls! with { Minimum = v } },
            "the oldest TLS version that is spoken"),
        Row("tls.clientCa", "Transport", new FileOrNoneType(),
            o => o.Tls!.ClientCa, (o, v) => o with { Tls = o.Tls! with { ClientCa = v } },
            "PEM file with the issuers of client certificates, which are then asked for and serve EXTERNAL; empty for none"),
        Row("tls.clientName", "Transport", new ChoiceType<ClientNameSource>("choice", ("email", ClientNameSource.Email), ("cn", ClientNameSource.CommonName)),
            o => o.Tls!.ClientName, (o, v) => o with { Tls = o.Tls! with { ClientName = v } },
            "what in a client certificate names the user: `email`, its rfc822Name in subjectAltName, or `cn`, its common name"),
        Row("mail.maildir", "Stores", new MaildirPatternType(),
            o => o.Mail.Maildir, (o, v) => o with { Mail = o.Mail with { Maildir = v } },
            "where a user's Maildir lies: `{user}` is the whole name, `{local}` and `{domain}` its parts"),
        Row("mail.expire", "Sessions", new RetentionType(),
            o => o.Mail.ExpireDays, (o, v) => o with { Mail = o.Mail with { ExpireDays = v } },
            "the days for which mail is kept, announced as EXPIRE: QUIT removes what arrived longer ago; `0d` what was fetched"),
        Row("mail.utf8Headers", "Sessions", new ChoiceType<Utf8Headers>("choice", ("send", Utf8Headers.Send), ("refuse", Utf8Headers.Refuse)),
            o => o.Mail.Utf8Headers, (o, v) => o with { Mail = o.Mail with { Utf8Headers = v } },
            "messages with UTF-8 in their header, for clients that did not say UTF8: `send` them as they are, or `refuse` them with [UTF8]"),
        Row("users.file", "Auth", new PathType(),
            o => o.Users.File, (o, v) => o with { Users = o.Users with { File = v } },
            "the users and their secrets, in the format of Dovecot's passwd-file"),
        Row("users.pam.service", "Auth", new PamServiceType(),
            o => o.Users.PamService, (o, v) => o with { Users = o.Users with { PamService = v } },
            "the PAM service that is asked for users who do not stand in the file; empty for none"),
        .. LdapSettings.Rows(Defaults),
        OAuth("issuer", new IssuerType(), o => o.Issuer, (o, v) => o with { Issuer = v },
            "the OAuth 2 authorization server whose tokens are taken: its issuer identifier, an https URL; empty for none"),
        OAuth("audience", new TokenWordType(), o => o.Audience, (o, v) => o with { Audience = v },
            "what must stand among a token's audiences (aud): this server's name there"),
        OAuth("scope", new TokenWordType(), o => o.Scope, (o, v) => o with { Scope = v },
            "the scopes that a token must have, with spaces between them; empty for none"),
        OAuth("claim", new TokenWordType(), o => o.Claim, (o, v) => o with { Claim = v },
            "the claim that names the user; where it is `email`, `email_verified` must be true"),
        OAuth("ca", new FileOrNoneType(), o => o.CaFile, (o, v) => o with { CaFile = v },
            "PEM file with the issuers of the authorization server's TLS certificate; empty for those that the system trusts"),
        OAuth("introspection", new ChoiceType<Introspection>("choice", ("never", Introspection.Never), ("opaque", Introspection.Opaque), ("always", Introspection.Always)),
            o => o.Introspection, (o, v) => o with { Introspection = v },
            "which tokens the authorization server is asked about: `never` any, those that are `opaque` (no JWT), or `always` all"),
        OAuth("clientId", new TokenWordType(), o => o.ClientId, (o, v) => o with { ClientId = v },
            "this server's client id at the authorization server, for introspection"),
        OAuth("clientSecretFile", new FileOrNoneType(), o => o.ClientSecretFile, (o, v) => o with { ClientSecretFile = v },
            "file whose first line is that client's secret"),
        Row("auth.mechanisms", "Auth", new ListType<string>(new ChoiceType<string>("mechanism", [.. AuthOptions.KnownMechanisms.Select(m => (m, m))])),
            o => o.Auth.Mechanisms, (o, v) => o with { Auth = o.Auth with { Mechanisms = v } },
            "the SASL mechanisms that may be offered; CAPA names those that work for somebody, the strongest first"),
        Row("auth.cleartext", "Auth", new ChoiceType<CleartextLogin>("choice", ("never", CleartextLogin.Never), ("loopback", CleartextLogin.Loopback), ("always", CleartextLogin.Always)),
            o => o.Auth.Cleartext, (o, v) => o with { Auth = o.Auth with { Cleartext = v } },
            "whose password is taken without TLS: `never` anybody's, that of `loopback` connections, or `always`"),
        Row("auth.apop", "Auth", new SwitchType(),
            o => o.Auth.Apop, (o, v) => o with { Auth = o.Auth with { Apop = v } },
            "offers APOP, which works for secrets stored as {PLAIN} only"),
        Row("auth.remember", "Auth", Seconds(0, 3600),
            o => o.Auth.Remember, (o, v) => o with { Auth = o.Auth with { Remember = v } },
            "the time for which a right password spares the next login its hash; 0s never"),
        Row("auth.loginDelay", "Sessions", Seconds(0, 3600),
            o => o.Auth.LoginDelay, (o, v) => o with { Auth = o.Auth with { LoginDelay = v } },
            "the least time between two logins to one maildrop, announced as LOGIN-DELAY; 0s for none"),
        Row("language", "Sessions", new ChoiceType<Language>("language", [.. LanguageTable.All.Select(l => (l.Tag, l))]),
            o => o.Language, (o, v) => o with { Language = v },
            "the language of replies for clients that leave the choice to the server (`LANG *`); sessions begin in English"),
        Limit("idle", Seconds(1, 24 * 3600),
            o => o.Idle, (o, v) => o with { Idle = v },
            "the time without a command after which a session is closed, deleting nothing"),
        Limit("login", Seconds(1, 3600),
            o => o.Login, (o, v) => o with { Login = v },
            "the time without a command before login after which a session is closed"),
        Limit("handshake", Seconds(1, 600),
            o => o.Handshake, (o, v) => o with { Handshake = v },
            "the time a TLS handshake may take"),
        Limit("stall", Seconds(1, 3600),
            o => o.Stall, (o, v) => o with { Stall = v },
            "the time a client may leave an answer unread"),
        Limit("drain", Seconds(0, 600),
            o => o.Drain, (o, v) => o with { Drain = v },
            "the time a stopping server gives to running answers"),
        Limit("sessions", new CountType(1, 1_000_000),
            o => o.Sessions, (o, v) => o with { Sessions = v },
            "connections at one time"),
        Limit("sessionsPerAddress", new CountType(1, 1_000_000),
            o => o.SessionsPerAddress, (o, v) => o with { SessionsPerAddress = v },
            "connections at one time from one client address"),
        Limit("errors", new CountType(1, 1000),
            o => o.Errors, (o, v) => o with { Errors = v },
            "refused commands in a row after which the connection is closed"),
        Row("log.format", "Diagnostics", new ChoiceType<LogFormat>("format", ("text", LogFormat.Text), ("json", LogFormat.Json)),
            o => o.Log.Format, (o, v) => o with { Log = o.Log with { Format = v } },
            "the form of the log's lines"),
        Row("log.transcript", "Diagnostics", new ListType<string>(new UserOrAddressType()),
            o => o.Log.Transcript, (o, v) => o with { Log = o.Log with { Transcript = v } },
            "users and client addresses whose sessions are written down line by line, secrets blanked"),
    ];

    /// <summary>Every setting, in the order of the manual.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [.. OfServer.Take(2), .. OfListen, .. OfServer.Skip(2).TakeWhile(InTls), .. OfCertificate, .. OfServer.Skip(2).SkipWhile(InTls)];

    private static bool InTls(Setting setting) => setting.Key.StartsWith(Tls + ".", StringComparison.Ordinal);

    private static DurationType Seconds(int min, int max) => new(TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max));

    private static Setting<ServerOptions, T> Row<T>(
        string key, string enforcedIn, SettingType<T> type,
        Func<ServerOptions, T> get, Func<ServerOptions, T, ServerOptions> set, string description) =>
        new(type, Defaults, get, set) { Key = key, Description = description, EnforcedIn = enforcedIn };

    private static Setting<ServerOptions, T> OAuth<T>(
        string name, SettingType<T> type, Func<OAuthOptions, T> get, Func<OAuthOptions, T, OAuthOptions> set, string description) =>
        Row("users.oauth." + name, "Auth", type, o => get(o.Users.OAuth), (o, v) => o with { Users = o.Users with { OAuth = set(o.Users.OAuth, v) } }, description);

    private static Setting<ServerOptions, T> Limit<T>(
        string name, SettingType<T> type, Func<LimitOptions, T> get, Func<LimitOptions, T, LimitOptions> set, string description) =>
        Row("limits." + name, "Sessions", type, o => get(o.Limits), (o, v) => o with { Limits = set(o.Limits, v) }, description);

    private static Setting<ListenOptions, T> ListenRow<T>(
        string name, SettingType<T> type, Func<ListenOptions, T> get, Func<ListenOptions, T, ListenOptions> set, string description) =>
        new(type, ListenOptions.Defaults[0], get, set) { Key = $"{Listen}[].{name}", Description = description, EnforcedIn = "Transport" };

    private static Setting<CertificateFiles, string> CertificateRow(
        string name, Func<CertificateFiles, string> get, Func<CertificateFiles, string, CertificateFiles> set, string description) =>
        new(new PathType(), new CertificateFiles("", ""), get, set) { Key = $"{More}[].{name}", Description = description, EnforcedIn = "Transport" };
}
