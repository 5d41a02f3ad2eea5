using System.Text.Json;
using Microsoft.Extensions.Logging;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.Sources;
using Restante.Server.Config;

namespace Restante.Server.Auth.OAuth;

/// <summary>
/// Decides about bearer tokens of one authorization server: by its signature, or by asking it. An answer of its is
/// remembered for a short time, where the token lives longer than that; a signature is checked each time.
/// </summary>
public sealed class TokenSource : IDisposable
{
    private const string Asked = "introspection";

    private readonly OAuthOptions _options;
    private readonly TimeSpan _remember;
    private readonly TimeProvider _time;
    private readonly IssuerHttp _http;
    private readonly Issuer _issuer;
    private readonly TokenIntrospection? _introspection;
    private readonly LoginCache _remembered;

    /// <param name="options">With an issuer.</param>
    /// <param name="clientSecret">Ours at the issuer; null without introspection.</param>
    /// <param name="http">Owned.</param>
    /// <param name="remember">For how long an answer of the issuer's is good.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where outages are told.</param>
    public TokenSource(OAuthOptions options, string? clientSecret, IssuerHttp http, TimeSpan remember, TimeProvider time, ILogger log)
    {
        (_options, _http, _remember, _time) = (options, http, remember, time);
        var outages = new Outages("oauth", time, log);
        _issuer = new Issuer(options.Issuer, http, outages, time);
        _introspection = clientSecret is null ? null : new TokenIntrospection(_issuer, http, outages, options.ClientId, clientSecret, time);
        _remembered = new LoginCache(time, remember);
    }

    /// <summary>What a client is told whose token is refused (RFC 7628 §3.2.2).</summary>
    public TokenVerdict Refusal(string status) =>
        new(false, status, _options.Scope.Length > 0 ? _options.Scope : null, IssuerMetadata.Places(_options.Issuer)[0].ToString());

    /// <summary>Whether a token is this user's.</summary>
    /// <exception cref="CredentialStoreException">The issuer cannot be asked.</exception>
    public async ValueTask<TokenOutcome> CheckAsync(string user, Secret token, CancellationToken stopping)
    {
        if (BearerToken.Fault(token.Octets) is { } odd)
        {
            return Invalid(odd);
        }

        var ask = _options.Introspection switch
        {
            Introspection.Always => true,
            Introspection.Opaque => !JwtHeader.IsJwt(token.Octets),
            _ => false,
        };
        return ask ? await AskAsync(user, token, stopping) : await VerifyAsync(user, token, stopping);
    }

    public void Dispose()
    {
        _remembered.Dispose();
        _introspection?.Dispose();
        _issuer.Dispose();
        _http.Dispose();
    }

    private async ValueTask<TokenOutcome> VerifyAsync(string user, Secret token, CancellationToken stopping)
    {
        if (JwtHeader.Read(token.Octets, out var fault) is not { } header)
        {
            return Invalid(fault);
        }

        var keys = await _issuer.KeysForAsync(header, stopping);
        if (keys.Count == 0)
        {
            return Invalid("is signed by a key that the issuer does not have");
        }

        using var claims = await JwtSignature.ClaimsAsync(token.Octets.ToArray(), keys);
        if (claims is null || claims.RootElement.ValueKind != JsonValueKind.Object)
        {
            return Invalid(claims is null ? "has a wrong signature, or is damaged" : "makes no claims");
        }

        return new TokenClaims(claims.RootElement).Refusal(user, _options, _time.GetUtcNow(), complete: true) ?? (TokenOutcome)new TokenOutcome.Good();
    }

    private async ValueTask<TokenOutcome> AskAsync(string user, Secret token, CancellationToken stopping)
    {
        if (_introspection is null)
        {
            throw new InvalidOperationException("introspection needs a client secret");
        }

        if (_remembered.Knows(user, Asked, token))
        {
            return new TokenOutcome.Good();
        }

        using var answer = await _introspection.AskAsync(token, stopping);
        if (answer is null)
        {
            return new TokenOutcome.Busy();
        }

        var said = answer.RootElement;
        if (said.ValueKind != JsonValueKind.Object || !said.TryGetProperty("active", out var active) || active.ValueKind != JsonValueKind.True)
        {
            return Invalid("is not active, says its issuer");
        }

        var claims = new TokenClaims(said);
        if (claims.Refusal(user, _options, _time.GetUtcNow(), complete: false) is { } refusal)
        {
            return refusal;
        }

        if (claims.Ends is not { } ends || ends - _time.GetUtcNow() > _remember)
        {
            _remembered.Remember(user, Asked, token);
        }

        return new TokenOutcome.Good();
    }

    private static TokenOutcome.Refused Invalid(string why) => new("invalid_token", why);
}
