using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Restante.Server.Auth.OAuth;

/// <summary>Whether one of some keys has signed a token.</summary>
internal static class JwtSignature
{
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = BearerToken.MaxOctets };

    private const int MaxDepth = 16;

    /// <summary>The claims; null where no key fits the signature, or where what is signed is no sound JSON object.</summary>
    [SuppressMessage("Security", "CA5404", Justification = "TokenClaims checks issuer, audience and times: the same way for tokens that the issuer was asked about, and by the clock that is handed in.")]
    public static async Task<JsonDocument?> ClaimsAsync(ReadOnlyMemory<byte> token, IReadOnlyList<SecurityKey> keys)
    {
        var parameters = new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            ValidAlgorithms = JwtHeader.Algorithms,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = true,
        };
        var result = await Handler.ValidateTokenAsync(Encoding.ASCII.GetString(token.Span), parameters);
        return result.IsValid ? Parse(token.Span) : null;
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> token)
    {
        var payload = token[(token.IndexOf((byte)'.') + 1)..token.LastIndexOf((byte)'.')];
        try
        {
            return StrictJson.Parse(Base64Url.DecodeFromUtf8(payload), MaxDepth);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
