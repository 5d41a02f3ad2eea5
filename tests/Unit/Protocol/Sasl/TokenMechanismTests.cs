using System.Text;
using Restante.Protocol.Sasl;
using static Restante.Unit.Protocol.Sasl.SaslRun;

namespace Restante.Unit.Protocol.Sasl;

public sealed class TokenMechanismTests
{
    private const string Token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    // RFC 7628 §4.1.
    private const string OAuthBearer = "n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer " + Token + "\u0001\u0001";

    // Google's "OAuth 2.0 Mechanism" page.
    private const string XOAuth2 = "user=someuser@example.com\u0001auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\u0001\u0001";

    [Fact]
    public void OAUTHBEARER_keeps_to_the_example_of_RFC_7628()
    {
        using var token = Secret(Token);
        using var client = new OAuthBearerMechanism.Client("user@example.com", token, "server.example.com", 143);
        Assert.Equal(OAuthBearer, Encoding.UTF8.GetString(client.Begin()));

        using var server = new OAuthBearerMechanism.Server();
        Assert.Equal("", Text(server.Begin()));
        var check = Assert.IsType<SaslStep.CheckToken>(server.Respond(OAuthBearer));
        Assert.Equal("user@example.com", check.User);
        Assert.Equal(Token, Encoding.UTF8.GetString(check.Token.Octets));
        Assert.Equal(new SaslStep.Authenticated("user@example.com"), check.Then(TokenVerdict.Good));
    }

    [Fact]
    public void A_refused_token_is_explained_before_the_failure()
    {
        using var token = Secret(Token);
        using var client = new OAuthBearerMechanism.Client("user@example.com", token);
        using var server = new OAuthBearerMechanism.Server();
        var check = Assert.IsType<SaslStep.CheckToken>(server.Respond(client.Begin()));
        var challenge = Text(check.Then(new TokenVerdict(false, "invalid_token", "mail", "https://example.com/.well-known/openid-configuration")));
        Assert.Equal("""{"status":"invalid_token","scope":"mail","openid-configuration":"https://example.com/.well-known/openid-configuration"}""", challenge);
        Assert.Equal("\u0001", Text(client.Respond(challenge)));
        Assert.Equal(challenge, client.Refusal);
        Assert.Equal(new SaslStep.Rejected("user@example.com", "token refused"), server.Respond("\u0001"));
    }

    [Fact]
    public void XOAUTH2_keeps_to_its_description()
    {
        using var token = Secret("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
        using var client = new XOAuth2Mechanism.Client("someuser@example.com", token);
        Assert.Equal(XOAuth2, Encoding.UTF8.GetString(client.Begin()));

        using var server = new XOAuth2Mechanism.Server();
        var check = Assert.IsType<SaslStep.CheckToken>(server.Respond(XOAuth2));
        Assert.Equal("someuser@example.com", check.User);
        Assert.Equal("""{"status":"invalid_token"}""", Text(check.Then(new TokenVerdict(false))));
        Assert.IsType<SaslStep.Malformed>(server.Respond("x"));
        Assert.Equal(new SaslStep.Rejected("someuser@example.com", "token refused"), server.Respond(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer x\u0001\u0001")] // no user
    [InlineData("n,a=ann,\u0001auth=Basic x\u0001\u0001")]
    [InlineData("n,a=ann,\u0001auth=Bearer \u0001\u0001")]
    [InlineData("n,a=ann,\u0001auth=Bearer x\u0001")]
    [InlineData("p=tls-exporter,a=ann,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("user=ann\u0001auth=Bearer x\u0001\u0001")]
    public void OAUTHBEARER_ends_at_what_breaks_its_grammar(string response)
    {
        using var server = new OAuthBearerMechanism.Server();
        Assert.IsType<SaslStep.Malformed>(server.Respond(response));
    }

    [Theory]
    [InlineData("user=\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("n,a=ann,\u0001auth=Bearer x\u0001\u0001")]
    [InlineData("user=ann\u0001token=x\u0001\u0001")]
    public void XOAUTH2_ends_at_what_breaks_its_grammar(string response)
    {
        using var server = new XOAuth2Mechanism.Server();
        Assert.IsType<SaslStep.Malformed>(server.Respond(response));
    }

    [Fact]
    public void EXTERNAL_asks_the_layer_below()
    {
        using var server = new ExternalMechanism.Server();
        using var anybody = new ExternalMechanism.Client();
        using var ann = new ExternalMechanism.Client("ann");
        Assert.Equal(new SaslStep.CheckExternal(null), server.Respond(anybody.Begin()));
        Assert.Equal(new SaslStep.CheckExternal("ann"), server.Respond(ann.Begin()));
        Assert.IsType<SaslStep.Malformed>(server.Respond("a\0b"));
    }
}
