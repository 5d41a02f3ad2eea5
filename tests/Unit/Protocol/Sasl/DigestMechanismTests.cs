using Restante.Protocol.Sasl;
using static Restante.Unit.Protocol.Sasl.SaslRun;

namespace Restante.Unit.Protocol.Sasl;

public sealed class DigestMechanismTests
{
    private const string Realm = "elwood.innosoft.com";

    // RFC 2831 §4, the IMAP example; line breaks taken out.
    private const string DigestResponse =
        "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",nc=00000001,cnonce=\"OA6MHXh6VqTrRk\","
        + "digest-uri=\"imap/elwood.innosoft.com\",response=d388dad90d4bbd760a152321f2143af7,qop=auth";

    private const string ServerAnswer = "rspauth=ea40f60335c427b5527b84dbabcdfffd";

    [Fact]
    public void APOP_keeps_to_the_vector_of_RFC_1939()
    {
        const string timestamp = "<1896.697170952@dbc.mtview.ca.us>";
        Assert.Equal("c4c9334bac560ecc979e58001b3e22fb", ApopDigest.Compute(timestamp, "tanstaaf"u8));
        Assert.True(ApopDigest.Matches(timestamp, "tanstaaf"u8, "c4c9334bac560ecc979e58001b3e22fb"u8));
        Assert.True(ApopDigest.Matches(timestamp, "tanstaaf"u8, "C4C9334BAC560ECC979E58001B3E22FB"u8));
        Assert.False(ApopDigest.Matches(timestamp, "tanstaag"u8, "c4c9334bac560ecc979e58001b3e22fb"u8));
        Assert.False(ApopDigest.Matches(timestamp, "tanstaaf"u8, "c4c9334bac560ecc979e58001b3e22"u8));
        Assert.False(ApopDigest.Matches(timestamp, "tanstaaf"u8, "c4c9334bac560ecc979e58001b3e22fb00"u8));
        Assert.False(ApopDigest.Matches(timestamp, "tanstaaf"u8, "wrong"u8));
    }

    [Theory]
    [InlineData("+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>", "<1896.697170952@dbc.mtview.ca.us>")]
    [InlineData("+OK <a@b> hello", "<a@b>")]
    [InlineData("+OK ready", null)]
    [InlineData("+OK <ready>", null)]
    [InlineData("+OK <a@b c>", null)]
    [InlineData("+OK <a\u00e4@b>", null)]
    public void APOP_is_offered_by_a_timestamp_in_the_greeting(string greeting, string? timestamp) =>
        Assert.Equal(timestamp, ApopDigest.FindTimestamp(greeting));

    [Fact]
    public void CRAM_MD5_keeps_to_the_vector_of_RFC_2195()
    {
        using var password = Secret("tanstaaftanstaaf");
        using var client = new CramMd5Mechanism.Client("tim", password);
        Assert.Null(client.Begin());
        Assert.Equal("tim b913a602c7eda7a495b4e6e7334d3890", Text(client.Respond("<1896.697170952@postoffice.reston.mci.net>")));

        using var server = new CramMd5Mechanism.Server("1896.697170952", "postoffice.reston.mci.net");
        Assert.Equal("<1896.697170952@postoffice.reston.mci.net>", Text(server.Begin()));
        var need = Assert.IsType<SaslStep.NeedPassword>(server.Respond("tim b913a602c7eda7a495b4e6e7334d3890"));
        Assert.Equal(new SaslStep.Authenticated("tim"), need.Then(password.Octets.ToArray()));
        Assert.Equal(new SaslStep.Rejected("tim", "wrong password"), need.Then("another"u8.ToArray()));
    }

    [Fact]
    public void CRAM_MD5_takes_names_with_spaces()
    {
        using var password = Secret("secret");
        using var client = new CramMd5Mechanism.Client("ann lee", password);
        using var server = new CramMd5Mechanism.Server("1", "host");
        Assert.Equal(new SaslStep.Authenticated("ann lee"), Play(client, server, "secret"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tim")]
    [InlineData(" b913a602c7eda7a495b4e6e7334d3890")]
    public void CRAM_MD5_needs_a_name_and_a_digest(string response)
    {
        using var server = new CramMd5Mechanism.Server("1", "host");
        server.Begin();
        Assert.IsType<SaslStep.Malformed>(server.Respond(response));
    }

    [Fact]
    public void Whoever_answers_before_the_challenge_has_answered_another()
    {
        using var cram = new CramMd5Mechanism.Server("1", "host");
        Assert.IsType<SaslStep.Malformed>(cram.Respond("tim b913a602c7eda7a495b4e6e7334d3890"));
        using var digest = new DigestMd5Mechanism.Server("1", "host");
        Assert.IsType<SaslStep.Malformed>(digest.Respond(DigestResponse));
    }

    [Fact]
    public void DIGEST_MD5_keeps_to_the_vector_of_RFC_2831()
    {
        using var password = Secret("secret");
        using var client = new DigestMd5Mechanism.Client("chris", password, Realm, "imap", "OA6MHXh6VqTrRk");
        Assert.Null(client.Begin());
        Assert.Equal(DigestResponse, Text(client.Respond(
            "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset=utf-8")));
        Assert.False(client.IsServerProven);
        Assert.Equal("", Text(client.Respond(ServerAnswer)));
        Assert.True(client.IsServerProven);

        using var server = new DigestMd5Mechanism.Server("OA6MG9tEQGm2hh", Realm, "imap");
        server.Begin();
        var need = Assert.IsType<SaslStep.NeedPassword>(server.Respond(DigestResponse));
        Assert.Equal(ServerAnswer, Text(need.Then("secret"u8.ToArray())));
        Assert.Equal(new SaslStep.Authenticated("chris"), server.Respond(""));
    }

    [Theory]
    [InlineData("nonce=\"OA6MG9tEQGm2hh\"", "nonce=\"other\"")]
    [InlineData("nc=00000001", "nc=00000002")]
    [InlineData("qop=auth", "qop=auth-conf")]
    [InlineData("imap/", "smtp/")]
    [InlineData("realm=\"elwood.innosoft.com\"", "realm=\"elsewhere\"")]
    [InlineData("qop=auth", "qop=auth,authzid=\"root\"")]
    [InlineData("qop=auth", "qop=auth,qop=auth")]
    [InlineData("username=\"chris\"", "username=\"chris")]
    [InlineData("username=\"chris\"", "user=\"chris\"")]
    public void DIGEST_MD5_takes_only_an_answer_to_its_challenge(string part, string instead)
    {
        using var server = new DigestMd5Mechanism.Server("OA6MG9tEQGm2hh", Realm, "imap");
        server.Begin();
        Assert.IsType<SaslStep.Malformed>(server.Respond(DigestResponse.Replace(part, instead, StringComparison.Ordinal)));
    }

    [Fact]
    public void DIGEST_MD5_rejects_a_wrong_password()
    {
        using var server = new DigestMd5Mechanism.Server("OA6MG9tEQGm2hh", Realm, "imap");
        server.Begin();
        var need = Assert.IsType<SaslStep.NeedPassword>(server.Respond(DigestResponse));
        Assert.Equal(new SaslStep.Rejected("chris", "wrong password"), need.Then("Secret"u8.ToArray()));
    }

    [Theory]
    [InlineData("ann", "secret")]
    [InlineData("a\"n\\n", "se,c\"ret")]
    [InlineData("müller", "größe")]
    [InlineData("Łukasz", "zażółć")]
    public void DIGEST_MD5_agrees_with_itself_on_any_letters(string user, string typed)
    {
        using var password = Secret(typed);
        using var client = new DigestMd5Mechanism.Client(user, password, "host");
        using var server = new DigestMd5Mechanism.Server("1", "host");
        Assert.Equal(new SaslStep.Authenticated(user), Play(client, server, typed));
        Assert.True(client.IsServerProven);
    }

    [Theory]
    [InlineData("nonce=\"x\",algorithm=md5-sess,qop=\"auth-int,auth-conf\"")]
    [InlineData("nonce=\"x\"")]
    [InlineData("hello")]
    public void A_DIGEST_MD5_client_cancels_what_it_cannot_answer(string challenge)
    {
        using var password = Secret("secret");
        using var client = new DigestMd5Mechanism.Client("ann", password, "host");
        Assert.IsType<SaslReply.Cancel>(client.Respond(challenge));
    }

    [Fact]
    public void A_DIGEST_MD5_client_finds_a_false_server_out_and_stays_with_it()
    {
        using var password = Secret("secret");
        using var client = new DigestMd5Mechanism.Client("ann", password, "host");
        client.Respond("nonce=\"x\",algorithm=md5-sess");
        Assert.IsType<SaslReply.Cancel>(client.Respond("rspauth=ea40f60335c427b5527b84dbabcdfffd"));
        Assert.IsType<SaslReply.Cancel>(client.Respond("rspauth=00000000000000000000000000000000"));
        Assert.False(client.IsServerProven);
    }
}
