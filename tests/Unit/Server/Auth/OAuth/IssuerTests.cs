using System.Net;
using Restante.Server.Auth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.OAuth;

/// <summary>Where the keys come from, and for how long they are good.</summary>
public sealed class IssuerTests : IDisposable
{
    private readonly TokenWorld _world = new();

    private int Fetched => _world.Issuer.Requests.Count(r => r == "/jwks");

    [Fact]
    public async Task Keys_are_fetched_once_an_hour()
    {
        for (var minute = 0; minute < 60; minute += 5)
        {
            await GoodAsync();
            _world.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(1, Fetched);
        await GoodAsync();
        Assert.Equal(2, Fetched);
    }

    [Fact]
    public async Task A_new_key_is_found_when_it_is_first_used()
    {
        await GoodAsync();
        using var next = new TokenMint(kid: "k2");
        _world.Issuer.Keys.Add(next.Key());
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await _world.GoodAsync(next.Sign(_world.Claims()));
        await GoodAsync();
        Assert.Equal(2, Fetched);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_good_for_an_hour_at_most()
    {
        await GoodAsync();
        _world.Issuer.Keys.Clear();
        await GoodAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.RefusedAsync(Token(), "is signed by a key that the issuer does not have");
    }

    [Fact]
    public async Task Invented_names_of_keys_make_few_requests()
    {
        await GoodAsync();
        for (var i = 0; i < 60; i++)
        {
            using var invented = new TokenMint(kid: $"invented-{i}");
            await _world.RefusedAsync(invented.Sign(_world.Claims()), "is signed by a key that the issuer does not have");
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, Fetched);
    }

    [Fact]
    public async Task Known_keys_outlive_an_outage_by_a_day()
    {
        await GoodAsync();
        _world.Issuer.Down = true;
        _world.Time.Advance(TimeSpan.FromHours(23));
        await GoodAsync();
        await GoodAsync();
        Assert.Single(_world.Log.Lines, l => l.StartsWith("source-down session=- source=oauth reason=https://id.example/", StringComparison.Ordinal));
        _world.Time.Advance(TimeSpan.FromHours(1));
        await DownAsync(Token());
    }

    [Fact]
    public async Task Whoever_signed_with_an_unknown_key_may_try_again_after_an_outage()
    {
        await GoodAsync();
        _world.Issuer.Down = true;
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        using var next = new TokenMint(kid: "k2");
        await DownAsync(next.Sign(_world.Claims()));
        await GoodAsync();

        _world.Issuer.Down = false;
        _world.Issuer.Keys.Add(next.Key());
        await DownAsync(next.Sign(_world.Claims())); // not at once: it is tried again after a second
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.GoodAsync(next.Sign(_world.Claims()));
        Assert.Contains("source-up session=- source=oauth seconds=1", _world.Log.Lines);
    }

    [Fact]
    public async Task Pauses_between_tries_grow_while_it_is_down()
    {
        _world.Issuer.Down = true;
        for (var second = 0; second < 60; second++)
        {
            await DownAsync(Token());
            await DownAsync(Token());
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // At 0, 1, 3, 7, 15 and 31 seconds.
        Assert.Equal(6, _world.Issuer.Requests.Count);
        Assert.Single(_world.Log.Lines);
    }

    [Fact]
    public async Task An_issuer_that_has_only_RFC_8414s_document_is_found_there()
    {
        _world.Issuer.Instead[FakeIssuer.Discovery] = () => new HttpResponseMessage(HttpStatusCode.NotFound);
        _world.Issuer.Instead["/.well-known/oauth-authorization-server/realms/mail"] = () =>
            FakeIssuer.Json($$"""{"issuer":"{{FakeIssuer.Identifier}}","jwks_uri":"https://keys.example/jwks"}""");
        await GoodAsync();
    }

    [Theory]
    [InlineData("""{"issuer":"https://other.example","jwks_uri":"https://keys.example/jwks"}""", "calls itself https://other.example, not https://id.example/realms/mail")]
    [InlineData("""{"issuer":"https://id.example/realms/mail/","jwks_uri":"https://keys.example/jwks"}""", "calls itself https://id.example/realms/mail/, not")]
    [InlineData("""{"issuer":"https://id.example/realms/mail","jwks_uri":"http://keys.example/jwks"}""", "jwks_uri is no https URL")]
    [InlineData("""{"issuer":"https://id.example/realms/mail","jwks_uri":"file:///etc/passwd"}""", "jwks_uri is no https URL")]
    [InlineData("""{"issuer":"https://id.example/realms/mail"}""", "names no jwks_uri")]
    [InlineData("""{"issuer":"a","issuer":"https://id.example/realms/mail"}""", "something else than sound JSON")]
    [InlineData("[]", "calls itself nothing")]
    [InlineData("<html>", "something else than sound JSON")]
    public async Task A_description_that_cannot_be_trusted_is_an_outage(string document, string words)
    {
        _world.Issuer.Instead[FakeIssuer.Discovery] = () => FakeIssuer.Json(document);
        Assert.Contains(words, await DownAsync(Token()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302, "is a redirect, which is not followed")]
    [InlineData(500, "answers with HTTP status 500")]
    [InlineData(404, "is not there")]
    public async Task Keys_that_cannot_be_had_are_an_outage(int status, string words)
    {
        _world.Issuer.Instead["/jwks"] = () => new HttpResponseMessage((HttpStatusCode)status) { Headers = { Location = new Uri("https://evil.example/jwks") } };
        Assert.Contains(words, await DownAsync(Token()), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", string.Join(' ', _world.Issuer.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_short()
    {
        _world.Issuer.Instead["/jwks"] = () => FakeIssuer.Json("{\"keys\":[]," + new string(' ', 300_000) + "\"x\":1}");
        await DownAsync(Token());
    }

    [Fact]
    public async Task A_set_of_keys_that_is_none_is_an_outage_and_odd_keys_in_it_are_passed_over()
    {
        _world.Issuer.Keys.Insert(0, new() { ["kty"] = "oct", ["k"] = "c2VjcmV0" });
        _world.Issuer.Keys.Insert(0, new() { ["kty"] = 7 });
        _world.Issuer.Keys.Insert(0, new() { ["kty"] = "EC", ["kid"] = "k1" });
        await GoodAsync();

        using var world = new TokenWorld();
        world.Issuer.Instead["/jwks"] = () => FakeIssuer.Json("{\"keys\":{}}");
        var e = await Assert.ThrowsAsync<CredentialStoreException>(() => world.CheckAsync(world.Mint.Sign(world.Claims())));
        Assert.Contains("no set of keys", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();

    private string Token() => _world.Mint.Sign(_world.Claims());

    private Task GoodAsync() => _world.GoodAsync(Token());

    private async Task<string> DownAsync(string token) => (await Assert.ThrowsAsync<CredentialStoreException>(() => _world.CheckAsync(token))).Message;
}
