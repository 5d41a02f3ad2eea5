using System.Text.Json;

namespace Restante.Server.Auth.OAuth;

/// <summary>What an authorization server says of itself (RFC 8414, OpenID Connect Discovery).</summary>
/// <param name="Keys">Where its public keys are.</param>
/// <param name="Introspection">Where tokens can be asked about; null for nowhere.</param>
public sealed record IssuerMetadata(Uri Keys, Uri? Introspection)
{
    /// <summary>
    /// Where to look, in this order: OpenID appends to the issuer's path, RFC 8414 §3 puts its name before it.
    /// </summary>
    public static IReadOnlyList<Uri> Places(string issuer)
    {
        var uri = new Uri(issuer);
        var path = uri.AbsolutePath.TrimEnd('/');
        var host = uri.GetLeftPart(UriPartial.Authority);
        return [new Uri($"{host}{path}/.well-known/openid-configuration"), new Uri($"{host}/.well-known/oauth-authorization-server{path}")];
    }

    /// <exception cref="CredentialStoreException">It is not this issuer's, or leads to where nothing is protected.</exception>
    public static IssuerMetadata Read(JsonElement document, string issuer)
    {
        if (document.ValueKind != JsonValueKind.Object || Text(document, "issuer") != issuer)
        {
            // RFC 8414 §3.3: identical, a slash at the end included.
            var named = document.ValueKind == JsonValueKind.Object ? Text(document, "issuer") : null;
            throw new CredentialStoreException($"the authorization server calls itself {named ?? "nothing"}, not {issuer}");
        }

        return new IssuerMetadata(
            Protected(document, "jwks_uri") ?? throw new CredentialStoreException("the authorization server names no jwks_uri"),
            Protected(document, "introspection_endpoint"));
    }

    private static Uri? Protected(JsonElement document, string name)
    {
        if (Text(document, name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new CredentialStoreException($"the authorization server's {name} is no https URL");
    }

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
