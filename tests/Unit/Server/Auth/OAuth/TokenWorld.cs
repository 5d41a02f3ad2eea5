using System.Text;
using System.Text.Json.Nodes;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.OAuth;
using Restante.Server.Config;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.OAuth;

/// <summary>A token source with an issuer, one key of its, and a clock that stands still.</summary>
internal sealed class TokenWorld : IDisposable
{
    private readonly TokenSource _source;

    public TokenWorld(OAuthOptions? options = null, TokenMint? mint = null)
    {
        Mint = mint ?? new TokenMint();
        Issuer.Keys.Add(Mint.Key());
        options ??= Options;
        _source = new TokenSource(
            options, options.Introspection == Introspection.Never ? null : "s3cret", new IssuerHttp(Issuer, Time), TimeSpan.FromMinutes(1), Time, Log);
    }

    public static OAuthOptions Options { get; } = new() { Issuer = FakeIssuer.Identifier, Audience = "restante", Scope = "mail" };

    public static OAuthOptions Asking { get; } = Options with { Introspection = Introspection.Opaque, ClientId = "pop 1", ClientSecretFile = "/secret" };

    public FakeIssuer Issuer { get; } = new();

    public TokenMint Mint { get; }

    public ManualTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    /// <summary>Seconds since 1970, so many from now.</summary>
    public long In(int seconds) => Time.GetUtcNow().ToUnixTimeSeconds() + seconds;

    /// <summary>What a token for ann says.</summary>
    public JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = FakeIssuer.Identifier,
            ["aud"] = "restante",
            ["exp"] = In(300),
            ["iat"] = In(0),
            ["scope"] = "openid mail",
            ["email"] = "ann@example.com",
            ["email_verified"] = true,
        };
        change?.Invoke(claims);
        return claims;
    }

    public async Task<TokenOutcome> CheckAsync(string token, string user = "ann@example.com")
    {
        using var secret = new Secret(Encoding.UTF8.GetBytes(token));
        return await _source.CheckAsync(user, secret, default);
    }

    public async Task GoodAsync(string token) => Assert.IsType<TokenOutcome.Good>(await CheckAsync(token));

    public async Task RefusedAsync(string token, string why, string status = "invalid_token") =>
        Assert.Equal(new TokenOutcome.Refused(status, why), await CheckAsync(token));

    public void Dispose()
    {
        _source.Dispose();
        Mint.Dispose();
    }
}
