using Restante.Server.Config;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>The PEM file with those who may sign a directory's certificate.</summary>
internal static class TrustedAuthorities
{
    /// <summary>Where distributions keep those that the machine trusts: Debian and Alpine; Fedora; SUSE.</summary>
    private static readonly string[] OfMachine =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

    public static string FileOf(LdapOptions options) =>
        options.Authorities.Length > 0 ? options.Authorities : OfMachine.FirstOrDefault(File.Exists) ?? OfMachine[0];
}
