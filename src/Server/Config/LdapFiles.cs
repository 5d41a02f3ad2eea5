using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources.Ldap;

namespace Restante.Server.Config;

/// <summary>Looks at what a directory needs on this machine. The directory itself is not asked: it may be down just now.</summary>
internal static class LdapFiles
{
    public static void Check(LdapOptions ldap, ConfigBinding written)
    {
        if (!ldap.IsOn)
        {
            return;
        }

        if (!LdapVerifier.IsAvailable)
        {
            written.Error(LdapSettings.Uri, LdapVerifier.Missing, "install it, or remove users.ldap");
        }

        if (ldap.Authorities.Length > 0)
        {
            CheckAuthorities(ldap.Authorities, written);
        }

        if (ldap.SearchPasswordFile.Length > 0)
        {
            CheckPassword(ldap.SearchPasswordFile, written);
        }
    }

    private static void CheckAuthorities(string file, ConfigBinding written)
    {
        if (ConfiguredFiles.ReadText(LdapSettings.Authorities, file, written) is not { } text)
        {
            return;
        }

        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            // None is found then.
        }

        if (found.Count == 0)
        {
            written.Error(LdapSettings.Authorities, $"{file} has no certificate in PEM", "name the file with the certificate of the directory's issuer");
        }

        foreach (var certificate in found)
        {
            certificate.Dispose();
        }
    }

    private static void CheckPassword(string file, ConfigBinding written)
    {
        try
        {
            using var password = SearchPassword.Read(file);
        }
        catch (CredentialStoreException e)
        {
            written.Error(LdapSettings.SearchPasswordFile, e.Message, "write the search account's password into it");
        }

        ConfiguredFiles.WarnOfReaders(LdapSettings.SearchPasswordFile, file, written);
    }
}
