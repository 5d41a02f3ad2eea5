using System.Text.Json;
using Restante.Server.Config;

namespace Restante.Server.Auth.OAuth;

/// <summary>What a token says, once it is certain that the issuer said it.</summary>
/// <param name="claims">A JSON object.</param>
internal sealed class TokenClaims(JsonElement claims)
{
    /// <summary>Between the issuer's clock and ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>When it ends; null where it does not say.</summary>
    public DateTimeOffset? Ends => TimeOf("exp");

    /// <summary>Why these claims do not open this user's maildrop; null where they do.</summary>
    /// <param name="user">Whom the client wants to be.</param>
    /// <param name="options">What is asked of a token.</param>
    /// <param name="now">The moment.</param>
    /// <param name="complete">Issuer and end must be named: so in a JWT. An issuer that is asked may leave them out (RFC 7662 §2.2).</param>
    public TokenOutcome.Refused? Refusal(string user, OAuthOptions options, DateTimeOffset now, bool complete)
    {
        if (complete || claims.TryGetProperty("iss", out _))
        {
            if (Text("iss") != options.Issuer)
            {
                return Invalid("is from another issuer");
            }
        }

        if (claims.TryGetProperty("exp", out _) ? TimeOf("exp") is null : complete)
        {
            return Invalid("has no end");
        }

        if (TimeOf("exp") is { } ends && now >= ends + Skew)
        {
            return Invalid("has expired");
        }

        if (claims.TryGetProperty("nbf", out _) && (TimeOf("nbf") is not { } begins || now + Skew < begins))
        {
            return Invalid("is not valid yet");
        }

        if (options.Audience.Length > 0 && !Words("aud", split: false).Contains(options.Audience))
        {
            return Invalid("is for another audience");
        }

        // RFC 8705 §3, RFC 9449 §6: such a token is worth nothing without the key, and nobody asks for it here.
        if (claims.TryGetProperty("cnf", out _))
        {
            return Invalid("is bound to a key of its holder's");
        }

        var scopes = Words("scope", split: true).Concat(Words("scp", split: true)).ToHashSet(StringComparer.Ordinal);
        return options.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(scopes.Contains)
            ? StrangerTo(user, options.Claim)
            : new TokenOutcome.Refused("insufficient_scope", $"has not the scope \"{options.Scope}\"");
    }

    private TokenOutcome.Refused? StrangerTo(string user, string claim)
    {
        if (Text(claim) is not { Length: > 0 } name)
        {
            return Invalid($"has no claim \"{claim}\"");
        }

        if (claim == "email" && !IsTrue("email_verified"))
        {
            return Invalid("names an address that is not verified (email_verified)");
        }

        return name == user ? null : Invalid($"is for {name}");
    }

    private static TokenOutcome.Refused Invalid(string why) => new("invalid_token", why);

    private string? Text(string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Also as a string: so do some servers write it.</summary>
    private bool IsTrue(string name) =>
        claims.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));

    /// <summary>Seconds since 1970, with a fraction perhaps (RFC 7519 §2).</summary>
    private DateTimeOffset? TimeOf(string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>A string, or an array of strings.</summary>
    private IEnumerable<string> Words(string name, bool split)
    {
        if (!claims.TryGetProperty(name, out var value))
        {
            return [];
        }

        var texts = value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)
            : value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [];
        return split ? texts.SelectMany(t => t.Split(' ')) : texts;
    }
}
