using System.Text;
using System.Text.Json.Nodes;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.OAuth;

/// <summary>Tokens that the issuer is asked about (RFC 7662).</summary>
public sealed class TokenIntrospectionTests : IDisposable
{
    private const string Opaque = "2YotnFZFEjr1zCsicMWpAA+/=";

    private readonly TokenWorld _world = new(TokenWorld.Asking);

    private int Asked => _world.Issuer.Requests.Count(r => r.EndsWith("/introspect", StringComparison.Ordinal));

    [Fact]
    public async Task An_active_token_is_taken_and_the_issuer_knows_who_asks()
    {
        Activate();
        await _world.GoodAsync(Opaque);

        // RFC 6749 §2.3.1: encoded before they are put together.
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("pop%201:s3cret")), _world.Issuer.Authorization);
    }

    [Fact]
    public async Task Another_is_not() => await _world.RefusedAsync(Opaque, "is not active, says its issuer");

    [Theory]
    [InlineData("\"true\"")]
    [InlineData("1")]
    [InlineData("null")]
    public async Task Only_a_plain_yes_is_a_yes(string active)
    {
        Activate(c => c["active"] = JsonNode.Parse(active));
        await _world.RefusedAsync(Opaque, "is not active, says its issuer");
    }

    [Fact]
    public async Task What_it_says_is_checked_like_any_claims()
    {
        Activate(c => c["aud"] = "account");
        await _world.RefusedAsync(Opaque, "is for another audience");
        Activate(c => c.Remove("aud"));
        await _world.RefusedAsync(Opaque, "is for another audience");
        Activate(c => c["iss"] = "https://other.example");
        await _world.RefusedAsync(Opaque, "is from another issuer");
        Activate(c => c["exp"] = _world.In(-61));
        await _world.RefusedAsync(Opaque, "has expired");
        Activate(c => c["email"] = "bob@example.com");
        await _world.RefusedAsync(Opaque, "is for bob@example.com");
        Activate(c => { c.Remove("iss"); c.Remove("exp"); });
        await _world.GoodAsync(Opaque);
    }

    [Fact]
    public async Task A_yes_is_remembered_for_a_minute_for_this_user_and_a_no_never()
    {
        Activate();
        await _world.GoodAsync(Opaque);
        await _world.GoodAsync(Opaque);
        Assert.Equal(1, Asked);
        Assert.IsNotType<Restante.Server.Auth.OAuth.TokenOutcome.Good>(await _world.CheckAsync(Opaque, "bob@example.com"));
        await _world.RefusedAsync("other", "is not active, says its issuer");
        await _world.RefusedAsync("other", "is not active, says its issuer");
        Assert.Equal(4, Asked);

        _world.Issuer.Active.Clear();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.RefusedAsync(Opaque, "is not active, says its issuer");
    }

    [Fact]
    public async Task A_token_that_ends_sooner_is_not_remembered()
    {
        Activate(c => c["exp"] = _world.In(59));
        await _world.GoodAsync(Opaque);
        await _world.GoodAsync(Opaque);
        Assert.Equal(2, Asked);
    }

    [Fact]
    public async Task A_JWT_needs_no_question_unless_always_is_asked_for()
    {
        var jwt = _world.Mint.Sign(_world.Claims());
        await _world.GoodAsync(jwt);
        Assert.Equal(0, Asked);

        using var always = new TokenWorld(TokenWorld.Asking with { Introspection = Introspection.Always });
        await always.RefusedAsync(always.Mint.Sign(always.Claims()), "is not active, says its issuer");
    }

    [Fact]
    public async Task A_refused_client_id_is_an_outage()
    {
        _world.Issuer.Instead["/realms/mail/introspect"] = () => new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized);
        var e = await Assert.ThrowsAsync<CredentialStoreException>(() => _world.CheckAsync(Opaque));
        Assert.Equal("https://id.example/realms/mail/introspect answers with HTTP status 401", e.Message);
        Assert.Single(_world.Log.Lines, l => l.StartsWith("source-down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_it_is_down_it_is_tried_now_and_then()
    {
        Activate();
        await _world.GoodAsync(Opaque);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        _world.Issuer.Down = true;
        for (var second = 0; second < 60; second++)
        {
            await Assert.ThrowsAsync<CredentialStoreException>(() => _world.CheckAsync(Opaque));
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1 + 6, Asked);
        _world.Issuer.Down = false;
        Activate();
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await _world.GoodAsync(Opaque);
    }

    [Fact]
    public async Task A_flood_of_invented_tokens_is_turned_away_and_is_no_outage()
    {
        Activate();
        await _world.GoodAsync(Opaque); // where to ask is known now
        var held = new TaskCompletionSource();
        _world.Issuer.Held = held.Task;
        var flood = Enumerable.Range(0, 16).Select(i => _world.CheckAsync("invented-" + i)).ToList();
        var late = _world.CheckAsync("invented-late");
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<Restante.Server.Auth.OAuth.TokenOutcome.Busy>(await late.WaitAsync(TimeSpan.FromSeconds(60)));

        held.SetResult();
        Assert.All(await Task.WhenAll(flood), o => Assert.IsType<Restante.Server.Auth.OAuth.TokenOutcome.Refused>(o));
        Assert.Empty(_world.Log.Lines);
    }

    public void Dispose() => _world.Dispose();

    private void Activate(Action<JsonObject>? change = null) => _world.Issuer.Active[Opaque] = _world.Claims(c =>
    {
        c["active"] = true;
        change?.Invoke(c);
    });
}
