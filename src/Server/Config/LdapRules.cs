namespace Restante.Server.Config;

/// <summary>Faults that lie between the settings of a directory, found without touching a disk.</summary>
internal static class LdapRules
{
    public static void Check(LdapOptions ldap, ConfigBinding written)
    {
        if (written.IsFaulty(LdapSettings.Ldap))
        {
            return;
        }

        if (!ldap.IsOn)
        {
            CheckUnused(written);
            return;
        }

        CheckWay(ldap, written);
        CheckSearchAccount(ldap, written);
        CheckTls(ldap, written);
    }

    private static void CheckUnused(ConfigBinding written)
    {
        foreach (var key in LdapSettings.Rows(ServerOptions.Below("", "")).Select(r => r.Key).Where(k => k != LdapSettings.Uri && written.Has(k)))
        {
            written.Error(key, $"means nothing without {LdapSettings.Uri}", "name the directory's servers there, or remove this");
        }
    }

    private static void CheckWay(LdapOptions ldap, ConfigBinding written)
    {
        if (ldap.BindDn.Length > 0)
        {
            foreach (var key in new[] { LdapSettings.Base, LdapSettings.Filter, LdapSettings.SearchDn, LdapSettings.SearchPasswordFile }.Where(written.Has))
            {
                written.Error(key, $"is for searching, but {LdapSettings.BindDn} makes the DN of the name", "keep one of the two ways");
            }

            return;
        }

        if (ldap.Base.Length == 0 && ldap.Filter.Length == 0)
        {
            written.Error(LdapSettings.Uri, "does not say how a user is found", $"set {LdapSettings.BindDn}, or {LdapSettings.Base} and {LdapSettings.Filter}");
        }
        else if (ldap.Base.Length == 0)
        {
            written.Error(LdapSettings.Filter, $"has no {LdapSettings.Base} beside it", "name the entry below which users are searched for");
        }
        else if (ldap.Filter.Length == 0)
        {
            written.Error(LdapSettings.Base, $"has no {LdapSettings.Filter} beside it", "write one like (uid={user})");
        }
    }

    private static void CheckSearchAccount(LdapOptions ldap, ConfigBinding written)
    {
        if (ldap.BindDn.Length > 0)
        {
            return;
        }

        // A DN without a password is no login but "unauthenticated" (RFC 4513 §5.1.2): it would pass for anonymous.
        if (ldap.SearchDn.Length > 0 && ldap.SearchPasswordFile.Length == 0)
        {
            written.Error(LdapSettings.SearchDn, $"has no {LdapSettings.SearchPasswordFile} beside it", "write the password into a file that only the server can read");
        }
        else if (ldap.SearchDn.Length == 0 && ldap.SearchPasswordFile.Length > 0)
        {
            written.Error(LdapSettings.SearchPasswordFile, $"has no {LdapSettings.SearchDn} beside it", "name the account whose password it is");
        }
    }

    private static void CheckTls(LdapOptions ldap, ConfigBinding written)
    {
        foreach (var uri in ldap.Uris)
        {
            if (!ldap.UsesTls(uri) && !uri.IsLocal)
            {
                written.Error(LdapSettings.Uri, $"{uri} would get passwords in clear text across the network", $"write ldaps://, or set {LdapSettings.StartTls}");
            }

            if (ldap.UsesTls(uri) && uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                written.Warning(LdapSettings.Uri, $"libldap compares the certificate of {uri} with this machine's own name, not with localhost", "write the name that stands in the certificate");
            }
        }

        if (ldap.StartTls && ldap.Uris.All(u => u.Scheme != LdapScheme.Ldap))
        {
            written.Warning(LdapSettings.StartTls, "is for ldap:// only, and there is none");
        }

        if (ldap.Authorities.Length > 0 && !ldap.Uris.Any(ldap.UsesTls))
        {
            written.Warning(LdapSettings.Authorities, "is for TLS, and no server is asked through it");
        }
    }
}
