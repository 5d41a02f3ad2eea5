using Microsoft.Extensions.Logging;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>A user's password, tried on one connection.</summary>
internal sealed class LdapLogin(LdapOptions options, ILogger log)
{
    /// <summary>What a search asks for when no attribute is wanted (RFC 4511 §4.5.1.8).</summary>
    private const string NoAttribute = "1.1";

    private string Attribute => options.NameAttribute.Length > 0 ? options.NameAttribute : NoAttribute;

    /// <exception cref="CredentialStoreException">The directory does not do what it is asked for.</exception>
    public PasswordVerdict Try(LdapConnection connection, MailboxName user, ReadOnlySpan<byte> password) =>
        options.Searches ? TryFound(connection, user, password) : TryNamed(connection, user, password);

    /// <summary>The user's one name, without a password; null when there is no such user.</summary>
    /// <exception cref="CredentialStoreException">The directory does not do what it is asked for.</exception>
    public string? Find(LdapConnection connection, MailboxName user) => Search(connection, user) is { } entry ? NameIn(entry, user) : null;

    private PasswordVerdict TryNamed(LdapConnection connection, MailboxName user, ReadOnlySpan<byte> password)
    {
        if (NamePattern.Misses(options.BindDn, user))
        {
            return new PasswordVerdict.Unknown();
        }

        var dn = NamePattern.Fill(options.BindDn, user, LdapText.Escape);
        var verdict = LdapVerdict.Of(connection.Bind(dn, password), known: false, user.Value);
        if (verdict is not PasswordVerdict.Right || options.NameAttribute.Length == 0)
        {
            return verdict;
        }

        // In the user's own right, which that bind has given.
        var findings = connection.Search(dn, LibLdap.ScopeBase, "(objectClass=*)", Attribute);
        if (findings is not { Code: LdapCode.Success, Entries: [var own] })
        {
            log.EntryUnusable("-", user.Value, $"may not read {options.NameAttribute} of {dn}");
            return new PasswordVerdict.Closed();
        }

        return NameIn(own, user) is { } name ? new PasswordVerdict.Right(name) : new PasswordVerdict.Closed();
    }

    private PasswordVerdict TryFound(LdapConnection connection, MailboxName user, ReadOnlySpan<byte> password)
    {
        if (Search(connection, user) is not { } entry)
        {
            // As many questions as for somebody who is there.
            _ = connection.Bind($"cn=restante-decoy,{options.Base}", password);
            return new PasswordVerdict.Unknown();
        }

        var verdict = LdapVerdict.Of(connection.Bind(entry.Dn, password), known: true, user.Value);
        return verdict is not PasswordVerdict.Right ? verdict
            : NameIn(entry, user) is { } name ? new PasswordVerdict.Right(name)
            : new PasswordVerdict.Closed();
    }

    /// <summary>The one entry; null for none and for several.</summary>
    private LdapEntry? Search(LdapConnection connection, MailboxName user)
    {
        BindSearcher(connection);
        if (NamePattern.Misses(options.Filter, user))
        {
            return null;
        }

        var findings = connection.Search(options.Base, LibLdap.ScopeSubtree, NamePattern.Fill(options.Filter, user, LdapText.Escape), Attribute);
        if (findings.Code is not (LdapCode.Success or LdapCode.SizeLimitExceeded))
        {
            throw new CredentialStoreException($"searching below {options.Base}: {LibLdap.Describe((int)findings.Code)}{LdapVerdict.Quote(findings.Diagnostic)}");
        }

        if (findings.Entries.Count > 1 || findings.Code == LdapCode.SizeLimitExceeded)
        {
            log.EntryUnusable("-", user.Value, "the filter finds more than one entry");
            return null;
        }

        // An entry without a DN would be bound to by nobody, who needs no password.
        return findings.Entries.FirstOrDefault(e => e.Dn.Length > 0);
    }

    private void BindSearcher(LdapConnection connection)
    {
        if (options.SearchDn.Length == 0)
        {
            return;
        }

        using var password = SearchPassword.Read(options.SearchPasswordFile);
        var answer = connection.Bind(options.SearchDn, password.Octets);
        if (answer.Code != LdapCode.Success)
        {
            throw new CredentialStoreException($"{options.SearchDn} may not search: {LibLdap.Describe((int)answer.Code)}{LdapVerdict.Quote(answer.Diagnostic)}");
        }
    }

    private string? NameIn(LdapEntry entry, MailboxName user)
    {
        if (options.NameAttribute.Length == 0)
        {
            return user.Value;
        }

        // Values have no order: with several, the mailbox would be now this one, now that.
        if (entry.Values is [var name] && MailboxName.TryParse(name, out _))
        {
            return name;
        }

        log.EntryUnusable("-", user.Value, entry.Values.Count switch
        {
            0 => $"has no {options.NameAttribute}",
            1 => $"has a {options.NameAttribute} that makes no mailbox",
            _ => $"has more than one {options.NameAttribute}",
        });
        return null;
    }
}
