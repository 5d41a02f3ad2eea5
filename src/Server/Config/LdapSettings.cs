using Restante.Server.Config.Types;

namespace Restante.Server.Config;

/// <summary>The rows of <see cref="SettingTable"/> below <c>users.ldap</c>.</summary>
internal static class LdapSettings
{
    public const string Ldap = "users.ldap";
    public const string Uri = Ldap + ".uri";
    public const string StartTls = Ldap + ".startTls";
    public const string Authorities = Ldap + ".ca";
    public const string BindDn = Ldap + ".bindDn";
    public const string Base = Ldap + ".base";
    public const string Filter = Ldap + ".filter";
    public const string SearchDn = Ldap + ".searchDn";
    public const string SearchPasswordFile = Ldap + ".searchPasswordFile";

    public static IEnumerable<Setting<ServerOptions>> Rows(ServerOptions defaults)
    {
        yield return Row(Uri, new ListType<LdapUri>(new LdapUriType()),
            o => o.Uris, (o, v) => o with { Uris = v },
            "the directory's servers, tried in this order, for users whom neither the file nor PAM knows; none for no directory");
        yield return Row(StartTls, new SwitchType(),
            o => o.StartTls, (o, v) => o with { StartTls = v },
            "begins TLS on `ldap://` connections before anything else is said");
        yield return Row(Authorities, new OptionalPathType(),
            o => o.Authorities, (o, v) => o with { Authorities = v },
            "PEM file with the certificates that may have signed the directory's; empty for those that the machine trusts");
        yield return Row(BindDn, new DnType(ofUser: true),
            o => o.BindDn, (o, v) => o with { BindDn = v },
            "a user's DN, where it follows from the name: `{user}` is the whole name, `{local}` and `{domain}` its parts");
        yield return Row(Base, new DnType(ofUser: false),
            o => o.Base, (o, v) => o with { Base = v },
            "the entry below which users are searched for, where their DN does not follow from the name");
        yield return Row(Filter, new LdapFilterType(),
            o => o.Filter, (o, v) => o with { Filter = v },
            "the filter that finds a user, with the same placeholders");
        yield return Row(SearchDn, new DnType(ofUser: false),
            o => o.SearchDn, (o, v) => o with { SearchDn = v },
            "the account that searches; empty to search without one");
        yield return Row(SearchPasswordFile, new OptionalPathType(),
            o => o.SearchPasswordFile, (o, v) => o with { SearchPasswordFile = v },
            "file whose first line is that account's password");
        yield return Row(Ldap + ".nameAttribute", new AttributeType(),
            o => o.NameAttribute, (o, v) => o with { NameAttribute = v },
            "the attribute with the user's one name, which names the mailbox; empty for the name as the client wrote it");
        yield return Row(Ldap + ".timeout", new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)),
            o => o.Timeout, (o, v) => o with { Timeout = v },
            "the time in which the directory must answer a login, all its servers together");

        Setting<ServerOptions> Row<T>(
            string key, SettingType<T> type, Func<LdapOptions, T> get, Func<LdapOptions, T, LdapOptions> set, string description) =>
            new Setting<ServerOptions, T>(type, defaults, o => get(o.Users.Ldap), (o, v) => o with { Users = o.Users with { Ldap = set(o.Users.Ldap, v) } })
            {
                Key = key,
                Description = description,
                EnforcedIn = "Auth",
            };
    }
}
