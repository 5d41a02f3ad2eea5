using System.Buffers.Text;
using System.Text.Json;

namespace Restante.Server.Auth.OAuth;

/// <summary>The header of a signed token (RFC 7515 §4), as far as it says which key to take.</summary>
/// <param name="Algorithm">One of those that are taken.</param>
/// <param name="KeyId">Null where it names none.</param>
public sealed record JwtHeader(string Algorithm, string? KeyId)
{
    /// <summary>
    /// Signatures by the issuer's private key, and nothing else: "none" is no signature, and an HMAC could be made by
    /// whoever knows the public key. EdDSA is missing because .NET has none.
    /// </summary>
    public static readonly IReadOnlyList<string> Algorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private const int MaxDepth = 4;

    /// <summary>True for what looks like a JWT: three parts, and a first one that is a JSON object with an algorithm.</summary>
    public static bool IsJwt(ReadOnlySpan<byte> token)
    {
        using var header = Parse(token);
        return header is not null && header.RootElement.TryGetProperty("alg", out _);
    }

    /// <summary>Null where the token is not to be taken; the fault says why.</summary>
    public static JwtHeader? Read(ReadOnlySpan<byte> token, out string fault)
    {
        fault = "is no JWT";
        using var document = Parse(token);
        if (document is null)
        {
            return null;
        }

        var header = document.RootElement;
        var algorithm = Text(header, "alg");
        if (algorithm is null || !Algorithms.Contains(algorithm))
        {
            fault = "is signed by an algorithm that is not taken";
            return null;
        }

        // RFC 7515 §4.1.11: what is critical and not understood makes the token invalid, and nothing is understood here.
        if (header.TryGetProperty("crit", out _))
        {
            fault = "has critical extensions";
            return null;
        }

        // RFC 8725 §3.11: a logout token or a security event of the same issuer opens nothing.
        var type = header.TryGetProperty("typ", out _) ? Text(header, "typ") ?? "" : "JWT";
        if (!Is(type, "JWT") && !Is(type, "at+jwt") && !Is(type, "application/at+jwt"))
        {
            fault = "is of another type than JWT or at+jwt";
            return null;
        }

        return new JwtHeader(algorithm, Text(header, "kid"));
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> token)
    {
        var dot = token.IndexOf((byte)'.');
        if (dot <= 0 || token.Count((byte)'.') != 2)
        {
            return null;
        }

        JsonDocument? document = null;
        try
        {
            document = StrictJson.Parse(Base64Url.DecodeFromUtf8(token[..dot]), MaxDepth);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Some other kind of token.
        }

        document?.Dispose();
        return null;
    }

    private static bool Is(string type, string name) => type.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
