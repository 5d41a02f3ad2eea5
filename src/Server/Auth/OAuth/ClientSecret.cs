using Restante.Server.Config;

namespace Restante.Server.Auth.OAuth;

/// <summary>Our own secret at the authorization server, from its file.</summary>
internal static class ClientSecret
{
    /// <summary>Null where the authorization server is never asked.</summary>
    /// <exception cref="CredentialStoreException">The file cannot be read, or its first line is empty.</exception>
    public static string? Read(OAuthOptions options)
    {
        if (options.Introspection == Introspection.Never)
        {
            return null;
        }

        try
        {
            return File.ReadLines(options.ClientSecretFile).FirstOrDefault("").Trim() is { Length: > 0 } secret
                ? secret
                : throw new CredentialStoreException($"{options.ClientSecretFile} holds no secret: its first line is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CredentialStoreException($"{options.ClientSecretFile} cannot be read: {e.Message}", e);
        }
    }
}
