using Restante.Protocol.Sasl;

namespace Restante.Server.Config;

/// <summary>Faults between the settings of logins without a password: by token, by certificate.</summary>
internal static class TokenRules
{
    private const string Section = "users.oauth.";

    private static readonly string[] WithoutIssuer = ["audience", "scope", "claim", "ca", "introspection", "clientId", "clientSecretFile"];

    public static void Check(ServerOptions options, ConfigBinding written)
    {
        CheckOAuth(options, written);
        if (options.Tls is { ClientCa.Length: 0 } && written.Has("tls.clientName"))
        {
            written.Warning("tls.clientName", "means nothing without tls.clientCa", "name the issuers of client certificates there");
        }

        if (options.Tls is { ClientCa.Length: > 0 } && !options.Auth.Mechanisms.Contains(ExternalMechanism.Name))
        {
            written.Warning("tls.clientCa", "serves nobody: auth.mechanisms does not name EXTERNAL", "add it there");
        }
    }

    private static void CheckOAuth(ServerOptions options, ConfigBinding written)
    {
        var oauth = options.Users.OAuth;
        if (!oauth.IsOn)
        {
            if (Array.Find(WithoutIssuer, s => written.Has(Section + s)) is { } idle && !written.IsFaulty(Section + "issuer"))
            {
                written.Error(Section + idle, "means nothing without users.oauth.issuer", "name the issuer, or remove it");
            }

            return;
        }

        if (oauth is { Audience.Length: 0, Scope.Length: 0 } && !written.IsFaulty(Section + "audience") && !written.IsFaulty(Section + "scope"))
        {
            written.Error(Section + "issuer", "takes every token of this issuer, whatever it was made for", "name users.oauth.audience, users.oauth.scope, or both");
        }

        if (oauth.Claim.Length == 0 && !written.IsFaulty(Section + "claim"))
        {
            written.Error(Section + "claim", "is empty: nothing would name the user", "write \"email\", or the claim that names users here");
        }

        CheckClient(oauth, written);
        if (!options.Auth.Mechanisms.Contains(OAuthBearerMechanism.Name) && !options.Auth.Mechanisms.Contains(XOAuth2Mechanism.Name))
        {
            written.Warning(Section + "issuer", "serves nobody: auth.mechanisms names neither OAUTHBEARER nor XOAUTH2", "add them there");
        }
    }

    private static void CheckClient(OAuthOptions oauth, ConfigBinding written)
    {
        var named = oauth.ClientId.Length > 0 && oauth.ClientSecretFile.Length > 0;
        if (oauth.Introspection != Introspection.Never && !named)
        {
            written.Error(Section + "introspection", "needs users.oauth.clientId and users.oauth.clientSecretFile", "the authorization server answers none but its clients");
        }

        if (oauth.Introspection == Introspection.Never && (oauth.ClientId.Length > 0 || oauth.ClientSecretFile.Length > 0))
        {
            written.Warning(Section + (oauth.ClientId.Length > 0 ? "clientId" : "clientSecretFile"), "means nothing without users.oauth.introspection", "write \"opaque\" or \"always\" there");
        }
    }
}
