using System.Text.Json.Nodes;
using Restante.Server.Auth.OAuth;

namespace Restante.Unit.Server.Auth.OAuth;

/// <summary>What a token must say, whoever vouches for it.</summary>
public sealed class TokenClaimsTests : IDisposable
{
    private const string Opaque = "opaque";

    private readonly TokenWorld _world = new();
    private readonly TokenWorld _asking = new(TokenWorld.Asking);

    [Theory]
    [InlineData("https://id.example/realms/mail/")] // identical, to the last slash
    [InlineData("https://other.example/realms/mail")]
    [InlineData(null)]
    public Task The_issuer_must_be_ours(string? issuer) => RefusedAsync(c => c["iss"] = issuer, "is from another issuer");

    [Fact]
    public Task An_end_must_be_named() => RefusedAsync(c => c.Remove("exp"), "has no end");

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("null")]
    public Task An_end_that_is_no_time_is_none(string end) => RefusedByIssuerAsync(c => c["exp"] = JsonNode.Parse(end), "has no end");

    [Theory]
    [InlineData(-59, true)] // a clock that is a little late
    [InlineData(-60, false)]
    public Task It_has_not_expired(int end, bool good) => Try(good, c => c["exp"] = _world.In(end), "has expired");

    [Theory]
    [InlineData(60, true)]
    [InlineData(62, false)]
    public Task It_has_begun(int begin, bool good) => Try(good, c => c["nbf"] = _world.In(begin), "is not valid yet");

    [Fact]
    public Task A_beginning_that_is_no_time_never_comes() => RefusedByIssuerAsync(c => c["nbf"] = "now", "is not valid yet");

    [Theory]
    [InlineData("""["account","restante"]""", true)]
    [InlineData("""["account"]""", false)]
    [InlineData("\"restante-test\"", false)]
    [InlineData("\"account restante\"", false)] // an audience may have spaces; it is one word
    [InlineData("null", false)]
    public Task It_is_for_us(string audience, bool good) => Try(good, c => c["aud"] = JsonNode.Parse(audience), "is for another audience");

    [Fact]
    public Task An_audience_that_is_no_text_is_none() => RefusedByIssuerAsync(c => c["aud"] = new JsonObject { ["restante"] = "restante" }, "is for another audience");

    [Theory]
    [InlineData("scope", "\"mail\"", true)]
    [InlineData("scope", "\"mailbox openid\"", false)]
    [InlineData("scope", "\"\"", false)]
    [InlineData("scope", """["openid","mail"]""", true)]
    [InlineData("scp", "\"openid mail\"", true)] // Entra ID's name for it
    public async Task It_has_the_scope(string name, string scope, bool good)
    {
        var claims = _world.Claims(c => { c.Remove("scope"); c[name] = JsonNode.Parse(scope); });
        await (good ? _world.GoodAsync(_world.Mint.Sign(claims)) : _world.RefusedAsync(_world.Mint.Sign(claims), "has not the scope \"mail\"", "insufficient_scope"));
    }

    [Fact]
    public Task A_token_bound_to_a_key_is_no_bearers() =>
        RefusedAsync(c => c["cnf"] = new JsonObject { ["jkt"] = "x" }, "is bound to a key of its holder's");

    [Theory]
    [InlineData("\"\"")]
    [InlineData("7")]
    [InlineData("""["ann@example.com"]""")]
    public Task The_user_must_be_named(string name) => RefusedAsync(c => c["email"] = JsonNode.Parse(name), "has no claim \"email\"");

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public Task An_address_must_be_verified(string verified, bool good) =>
        Try(good, c => c["email_verified"] = JsonNode.Parse(verified), "names an address that is not verified (email_verified)");

    [Fact]
    public async Task Another_claim_needs_no_verified_address()
    {
        using var world = new TokenWorld(TokenWorld.Options with { Claim = "preferred_username" });
        var token = world.Mint.Sign(world.Claims(c => { c.Remove("email_verified"); c["preferred_username"] = "ann"; }));
        Assert.IsType<TokenOutcome.Good>(await world.CheckAsync(token, "ann"));
        Assert.IsType<TokenOutcome.Refused>(await world.CheckAsync(token, "ann@example.com"));
    }

    [Theory]
    [InlineData("bob@example.com", "is for bob@example.com")]
    [InlineData("Ann@example.com", "is for Ann@example.com")]
    [InlineData("ann@example.com\n", "is for ann@example.com\n")]
    public Task It_is_the_users_own(string name, string why) => RefusedAsync(c => c["email"] = name, why);

    [Fact]
    public async Task Nothing_asked_for_is_nothing_missed()
    {
        using var world = new TokenWorld(TokenWorld.Options with { Audience = "" });
        await world.GoodAsync(world.Mint.Sign(world.Claims(c => c["aud"] = "anybody")));
    }

    public void Dispose()
    {
        _world.Dispose();
        _asking.Dispose();
    }

    /// <summary>In a JWT these would not even be read; an issuer's own answer could have them.</summary>
    private Task RefusedByIssuerAsync(Action<JsonObject> change, string why)
    {
        _asking.Issuer.Active[Opaque] = _asking.Claims(c =>
        {
            c["active"] = true;
            change(c);
        });
        return _asking.RefusedAsync(Opaque, why);
    }

    private Task RefusedAsync(Action<JsonObject> change, string why) => _world.RefusedAsync(_world.Mint.Sign(_world.Claims(change)), why);

    private Task Try(bool good, Action<JsonObject> change, string why) =>
        good ? _world.GoodAsync(_world.Mint.Sign(_world.Claims(change))) : RefusedAsync(change, why);
}
