using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Restante.Server.Auth.OAuth;

/// <summary>The public keys by which an authorization server signs (RFC 7517).</summary>
public sealed class SigningKeys
{
    private const int MaxKeys = 64;
    private const int LeastRsaBits = 2048;

    private readonly List<JsonWebKey> _keys;

    private SigningKeys(List<JsonWebKey> keys) => _keys = keys;

    /// <summary>Keys of other kinds and for other uses are passed over (RFC 7517 §5).</summary>
    /// <exception cref="CredentialStoreException">It is no set of keys.</exception>
    public static SigningKeys Read(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("keys", out var keys)
            || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() > MaxKeys)
        {
            throw new CredentialStoreException("the authorization server's jwks_uri leads to no set of keys");
        }

        return new SigningKeys([.. keys.EnumerateArray().Select(TryRead).OfType<JsonWebKey>()]);
    }

    /// <summary>The keys that may have signed such a token: of its kid where it names one, and of its algorithm's kind always.</summary>
    public IReadOnlyList<SecurityKey> For(JwtHeader header) =>
        [.. _keys.Where(k => (header.KeyId is null || k.Kid == header.KeyId) && (string.IsNullOrEmpty(k.Alg) || k.Alg == header.Algorithm) && Fits(k, header.Algorithm))];

    private static JsonWebKey? TryRead(JsonElement key)
    {
        try
        {
            var read = new JsonWebKey(key.GetRawText());
            var forSignatures = string.IsNullOrEmpty(read.Use) || read.Use == "sig";

            // A private key that is published is anybody's, in part or whole.
            return forSignatures && string.IsNullOrEmpty(read.D) && IsUsable(read) ? read : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool IsUsable(JsonWebKey key) => key.Kty switch
    {
        "RSA" => Base64UrlEncoder.DecodeBytes(key.N).Length * 8 >= LeastRsaBits && key.E is { Length: > 0 },
        "EC" => key is { X.Length: > 0, Y.Length: > 0 },
        _ => false,
    };

    private static bool Fits(JsonWebKey key, string algorithm) => algorithm switch
    {
        "ES256" => key is { Kty: "EC", Crv: "P-256" },
        "ES384" => key is { Kty: "EC", Crv: "P-384" },
        "ES512" => key is { Kty: "EC", Crv: "P-521" },
        _ => key.Kty == "RSA",
    };
}
