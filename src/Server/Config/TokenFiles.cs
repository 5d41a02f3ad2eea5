using Restante.Server.Auth;
using Restante.Server.Auth.OAuth;
using Restante.Server.Transport;

namespace Restante.Server.Config;

/// <summary>Looks at the files for logins without a password.</summary>
internal static class TokenFiles
{
    public static void CheckClientCa(TlsOptions? tls, ConfigBinding written)
    {
        if (tls is null)
        {
            return;
        }

        try
        {
            ClientAuthority.Open(tls);
        }
        catch (CertificateException e)
        {
            written.Error("tls.clientCa", e.Message, "name a PEM file with the root that signs the certificates of clients");
        }
    }

    public static void Check(OAuthOptions oauth, ConfigBinding written)
    {
        if (!oauth.IsOn)
        {
            return;
        }

        try
        {
            IssuerHttp.Open(oauth.CaFile, TimeProvider.System).Dispose();
        }
        catch (CredentialStoreException e)
        {
            written.Error("users.oauth.ca", e.Message, "name a PEM file with certificates");
        }

        if (oauth.Introspection == Introspection.Never || oauth.ClientSecretFile.Length == 0)
        {
            return;
        }

        try
        {
            ClientSecret.Read(oauth);
        }
        catch (CredentialStoreException e)
        {
            written.Error("users.oauth.clientSecretFile", e.Message, "put the client's secret into its first line, readable by the server");
        }

        ConfiguredFiles.WarnOfReaders("users.oauth.clientSecretFile", oauth.ClientSecretFile, written);
    }
}
