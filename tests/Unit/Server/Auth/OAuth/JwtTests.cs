using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Restante.Server.Auth.OAuth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.OAuth;

/// <summary>Which signed tokens open a maildrop, and why each other does not (RFC 7519, RFC 8725, RFC 9068).</summary>
public sealed class JwtTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public static TheoryData<string> Algorithms => [.. JwtHeader.Algorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_token_is_taken_by_its_signature(string algorithm)
    {
        using var world = new TokenWorld(mint: new TokenMint(algorithm));
        await world.GoodAsync(world.Mint.Sign(world.Claims()));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_token_of_another_key_with_the_same_name_is_not(string algorithm)
    {
        using var world = new TokenWorld(mint: new TokenMint(algorithm));
        using var other = new TokenMint(algorithm, other: true);
        await world.RefusedAsync(other.Sign(world.Claims()), "has a wrong signature, or is damaged");
    }

    [Fact]
    public async Task A_changed_octet_shows()
    {
        var parts = _world.Mint.Sign(_world.Claims()).Split('.');
        var claims = _world.Claims(c => c["email"] = "bob@example.com").ToJsonString();
        await _world.RefusedAsync($"{parts[0]}.{TokenMint.Text(System.Text.Encoding.UTF8.GetBytes(claims))}.{parts[2]}", "has a wrong signature, or is damaged");
        await _world.RefusedAsync($"{parts[0]}.{parts[1]}.", "has a wrong signature, or is damaged");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("ES256K")]
    [InlineData("EdDSA")]
    [InlineData("")]
    public async Task Other_algorithms_are_not_taken(string algorithm) =>
        await _world.RefusedAsync(_world.Mint.Sign(_world.Claims(), h => h["alg"] = algorithm), "is signed by an algorithm that is not taken");

    [Fact]
    public async Task A_public_key_is_no_secret_of_an_HMAC()
    {
        using var world = new TokenWorld(mint: new TokenMint("RS256"));
        await world.RefusedAsync(world.Mint.Forge(world.Claims()), "is signed by an algorithm that is not taken");
    }

    [Fact]
    public async Task An_unsigned_token_opens_nothing()
    {
        var parts = _world.Mint.Sign(_world.Claims(), h => h["alg"] = "none").Split('.');
        await _world.RefusedAsync($"{parts[0]}.{parts[1]}.", "is signed by an algorithm that is not taken");
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES384")]
    public async Task The_algorithm_must_be_of_the_keys_kind(string algorithm) =>
        await _world.RefusedAsync(_world.Mint.Sign(_world.Claims(), h => h["alg"] = algorithm), "is signed by a key that the issuer does not have");

    [Fact]
    public async Task Critical_extensions_are_refused() =>
        await _world.RefusedAsync(_world.Mint.Sign(_world.Claims(), h => { h["crit"] = new JsonArray("b64"); h["b64"] = true; }), "has critical extensions");

    [Theory]
    [InlineData("logout+jwt")]
    [InlineData("secevent+jwt")]
    [InlineData("")]
    public async Task Tokens_for_other_purposes_are_refused(string type) =>
        await _world.RefusedAsync(_world.Mint.Sign(_world.Claims(), h => h["typ"] = type), "is of another type than JWT or at+jwt");

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    [InlineData("jwt")]
    [InlineData(null)]
    public async Task Access_tokens_are_taken_in_each_spelling_of_their_type(string? type) =>
        await _world.GoodAsync(_world.Mint.Sign(_world.Claims(), h =>
        {
            h.Remove("typ");
            if (type is not null)
            {
                h["typ"] = type;
            }
        }));

    [Theory]
    [InlineData("""{"alg":"none","alg":"ES256","kid":"k1"}""")]
    [InlineData("""{"alg":"ES256","kid":"k1","x":[[[[[1]]]]]}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("no JSON")]
    public async Task A_header_that_two_readers_may_understand_differently_is_no_JWTs(string header) =>
        await _world.RefusedAsync(_world.Mint.SignText(header, _world.Claims().ToJsonString()), "is no JWT");

    [Theory]
    [InlineData("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d.e")]
    [InlineData("..")]
    public async Task What_is_no_JWT_is_refused(string token) => await _world.RefusedAsync(token, "is no JWT");

    [Theory]
    [InlineData("a b")]
    [InlineData("a\u0001b")]
    [InlineData("tök€n")]
    public async Task What_is_no_token_is_refused(string token) => await _world.RefusedAsync(token, "holds octets that no token has");

    [Fact]
    public async Task A_token_of_four_thousand_octets_is_usual_and_one_beyond_16384_is_refused()
    {
        await _world.GoodAsync(_world.Mint.Sign(_world.Claims(c => c["groups"] = new string('g', 9000))));
        await _world.RefusedAsync(_world.Mint.Sign(_world.Claims(c => c["groups"] = new string('g', 13_000))), "is too long");
    }

    [Fact]
    public async Task A_claim_twice_is_refused()
    {
        var twice = _world.Claims().ToJsonString().Replace("{", """{"email":"bob@example.com",""", StringComparison.Ordinal);
        Assert.IsType<TokenOutcome.Refused>(await _world.CheckAsync(_world.Mint.Sign(twice)));
    }

    [Theory]
    [InlineData("""{"alg":"\ud800","kid":"k1"}""")]
    [InlineData("""{"alg":"ES256","kid":"\udc00"}""")]
    [InlineData("""{"alg":"ES256","kid":"k1","typ":"\ud800"}""")]
    [InlineData("""{"\ud800":"x","alg":"ES256","kid":"k1"}""")]
    public async Task Half_a_character_in_a_header_is_refused(string header) =>
        Assert.IsType<TokenOutcome.Refused>(await _world.CheckAsync(_world.Mint.SignText(header, _world.Claims().ToJsonString())));

    [Fact]
    public void Octets_that_are_no_text_in_a_header_are_refused()
    {
        var header = Base64Url.EncodeToString([.. "{\"alg\":\"ES256\",\"kid\":\""u8, 0xFF, .. "\"}"u8]);
        Assert.Null(JwtHeader.Read(Encoding.ASCII.GetBytes(header + ".e30.e30"), out var fault));
        Assert.Equal("is no JWT", fault);
    }

    [Theory]
    [InlineData("""{"name":"\ud800",""")]
    [InlineData("""{"\ud800":"x",""")]
    [InlineData("""{"scp":["mail","\ud800"],""")]
    public async Task Half_a_character_in_the_claims_is_refused(string claim)
    {
        var claims = _world.Claims().ToJsonString().Replace("{", claim, StringComparison.Ordinal);
        Assert.IsType<TokenOutcome.Refused>(await _world.CheckAsync(_world.Mint.Sign(claims)));
    }

    [Fact]
    public async Task Claims_too_deep_are_refused()
    {
        var deep = _world.Claims().ToJsonString().Replace("{", $$"""{"x":{{new string('[', 20)}}{{new string(']', 20)}},""", StringComparison.Ordinal);
        Assert.IsType<TokenOutcome.Refused>(await _world.CheckAsync(_world.Mint.Sign(deep)));
    }

    [Fact]
    public async Task A_token_without_the_name_of_its_key_is_tried_with_all_that_fit()
    {
        using var second = new TokenMint(kid: "k2");
        _world.Issuer.Keys.Add(second.Key());
        await _world.GoodAsync(second.Sign(_world.Claims(), h => h.Remove("kid")));
    }

    [Fact]
    public async Task Keys_for_encryption_or_another_algorithm_sign_nothing()
    {
        foreach (var (name, value) in new[] { ("use", "enc"), ("alg", "ES384") })
        {
            using var world = new TokenWorld();
            world.Issuer.Keys[0][name] = value;
            await world.RefusedAsync(world.Mint.Sign(world.Claims()), "is signed by a key that the issuer does not have");
        }
    }

    [Fact]
    public async Task Short_and_published_private_keys_sign_nothing()
    {
        using var weak = new TokenWorld(mint: new TokenMint("RS256", weak: true));
        await weak.RefusedAsync(weak.Mint.Sign(weak.Claims()), "is signed by a key that the issuer does not have");

        using var open = new TokenWorld(mint: new TokenMint("RS256"));
        open.Issuer.Keys[0] = open.Mint.Key(withPrivate: true);
        await open.RefusedAsync(open.Mint.Sign(open.Claims()), "is signed by a key that the issuer does not have");
    }

    public void Dispose() => _world.Dispose();
}
