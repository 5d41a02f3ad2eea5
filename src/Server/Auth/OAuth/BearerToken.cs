using System.Buffers;

namespace Restante.Server.Auth.OAuth;

/// <summary>What any bearer token looks like (RFC 6750 §2.1).</summary>
internal static class BearerToken
{
    /// <summary>Tokens have two to four thousand octets; with the groups of a large organisation, ten. A SASL line holds more.</summary>
    public const int MaxOctets = 16_384;

    private static readonly SearchValues<byte> Octets =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="u8);

    /// <summary>Null for what may be a token.</summary>
    public static string? Fault(ReadOnlySpan<byte> token) => token switch
    {
        { Length: > MaxOctets } => "is too long",
        _ when token.ContainsAnyExcept(Octets) => "holds octets that no token has",
        _ => null,
    };
}
