using Restante.Protocol.Sasl;
using static Restante.Unit.Protocol.Sasl.SaslRun;

namespace Restante.Unit.Protocol.Sasl;

public sealed class ScramTests
{
    // RFC 5802 §5 and RFC 7677 §3, word by word.
    private static readonly Vector Sha1 = new(
        ScramMechanism.Sha1, "fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j", "QSXCR+Q6sek8bf92",
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");

    private static readonly Vector Sha256 = new(
        ScramMechanism.Sha256, "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==",
        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    private static readonly ChannelBinding Binding = new(ChannelBinding.Exporter, new byte[] { 1, 2, 3 });
    private static readonly ChannelBinding Other = new(ChannelBinding.Exporter, new byte[] { 1, 2, 4 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_sides_keep_to_the_vectors_of_the_RFCs(bool sha256)
    {
        var vector = sha256 ? Sha256 : Sha1;
        using var password = Secret("pencil");
        using var client = new ScramClient(vector.Mechanism, "user", password, null, vector.ClientNonce);
        Assert.Equal(vector.ClientFirst, System.Text.Encoding.UTF8.GetString(client.Begin()));
        Assert.Equal(vector.ClientFinal, Text(client.Respond(vector.ServerFirst)));
        Assert.False(client.IsServerProven);
        Assert.Equal("", Text(client.Respond(vector.ServerFinal)));
        Assert.True(client.IsServerProven);

        using var server = Server(vector);
        var need = Assert.IsType<SaslStep.NeedScramSecret>(server.Respond(vector.ClientFirst));
        Assert.Equal(vector.ServerFirst, Text(need.Then(vector.Secret)));
        Assert.Equal(vector.ServerFinal, Text(server.Respond(vector.ClientFinal)));
        Assert.Equal(new SaslStep.Authenticated("user"), server.Respond(""));
    }

    [Fact]
    public void A_client_that_gets_no_proof_of_the_server_is_not_content()
    {
        using var password = Secret("pencil");
        using var client = new ScramClient(ScramMechanism.Sha256, "user", password, null, Sha256.ClientNonce);
        client.Begin();
        client.Respond(Sha256.ServerFirst);
        Assert.IsType<SaslReply.Cancel>(client.Respond("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        Assert.False(client.IsServerProven);
    }

    [Theory]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // nothing of the server's
    [InlineData("r=xOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // not ours
    [InlineData("r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOabc,s=?,i=4096")]
    [InlineData("m=x,r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("")]
    public void A_client_gives_a_false_server_no_proof(string serverFirst)
    {
        using var password = Secret("pencil");
        using var client = new ScramClient(ScramMechanism.Sha256, "user", password, null, Sha256.ClientNonce);
        client.Begin();
        Assert.IsType<SaslReply.Cancel>(client.Respond(serverFirst));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,")]
    [InlineData("x,,n=user,r=abc")]
    [InlineData("p=,,n=user,r=abc")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=us=er,r=abc")]
    [InlineData("n,,n=us\0er,r=abc")]
    [InlineData("n,,n=user")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,r=abc,n=user")]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("n,a=root,n=user,r=abc")]
    [InlineData("n,root,n=user,r=abc")]
    [InlineData("p=tls-exporter,,n=user,r=abc")]
    public void A_first_message_that_breaks_the_rules_ends_the_exchange(string message)
    {
        using var server = Server(Sha256);
        Assert.IsType<SaslStep.Malformed>(server.Respond(message));
    }

    [Theory]
    [InlineData("n,,n=a=2Cb=3Dc,r=abc", "a,b=c")]
    [InlineData("n,a=user,n=user,r=abc,x=later", "user")]
    [InlineData("y,,n=müller,r=abc", "müller")]
    public void A_user_is_named_as_the_grammar_says(string message, string user)
    {
        using var server = Server(Sha256);
        Assert.Equal(user, Assert.IsType<SaslStep.NeedScramSecret>(server.Respond(message)).User);
    }

    [Theory]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")] // another nonce
    [InlineData("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,c=biws,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=?")]
    public void A_final_message_that_breaks_the_rules_ends_the_exchange(string message)
    {
        using var server = Server(Sha256);
        ((SaslStep.NeedScramSecret)server.Respond(Sha256.ClientFirst)).Then(Sha256.Secret);
        Assert.IsType<SaslStep.Malformed>(server.Respond(message));
    }

    [Theory]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=AAAA")]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVA=")]
    [InlineData("c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    public void A_wrong_proof_is_rejected(string message)
    {
        using var server = Server(Sha256);
        ((SaslStep.NeedScramSecret)server.Respond(Sha256.ClientFirst)).Then(Sha256.Secret);
        Assert.IsType<SaslStep.Rejected>(server.Respond(message));
    }

    [Fact]
    public void The_last_response_is_empty()
    {
        using var server = Server(Sha256);
        ((SaslStep.NeedScramSecret)server.Respond(Sha256.ClientFirst)).Then(Sha256.Secret);
        server.Respond(Sha256.ClientFinal);
        Assert.IsType<SaslStep.Malformed>(server.Respond("x"));
    }

    [Fact]
    public void A_channel_that_both_see_alike_is_bound()
    {
        Assert.Equal(new SaslStep.Authenticated("user"), Bound(ScramMechanism.Sha256Plus, Binding, [Binding]));
        Assert.Equal(new SaslStep.Authenticated("user"), Bound(ScramMechanism.Sha1Plus, Binding, [Other with { Type = "other" }, Binding]));
    }

    [Fact]
    public void Somebody_in_the_middle_of_a_bound_channel_is_found_out() =>
        Assert.Contains("channel bindings differ", Text(Bound(ScramMechanism.Sha256Plus, Binding, [Other])), StringComparison.Ordinal);

    [Fact]
    public void A_type_of_binding_that_the_server_does_not_have_ends_the_exchange() =>
        Assert.IsType<SaslStep.Malformed>(Bound(ScramMechanism.Sha256Plus, Binding with { Type = "tls-unique" }, [Binding]));

    [Fact]
    public void A_client_that_did_not_see_the_offer_of_a_bound_channel_is_refused()
    {
        Assert.Contains("downgrade", Text(Bound(ScramMechanism.Sha256, Binding, [Binding])), StringComparison.Ordinal);
        Assert.Equal(new SaslStep.Authenticated("user"), Bound(ScramMechanism.Sha256, Binding, []));
        Assert.Equal(new SaslStep.Authenticated("user"), Bound(ScramMechanism.Sha256, null, [Binding]));
    }

    [Theory]
    [InlineData("IX", "I\u00ADX")] // RFC 4013 §3: a soft hyphen is nothing
    [InlineData("a b", "a\u00A0b")]
    [InlineData("größe", "größe")]
    public void Passwords_are_prepared_alike_on_both_sides(string stored, string typed)
    {
        using var password = Secret(typed);
        using var client = new ScramClient(ScramMechanism.Sha256, "user", password);
        using var server = new ScramServer(ScramMechanism.Sha256, [], false, SaslNonce.Make());
        Assert.Equal(new SaslStep.Authenticated("user"), Play(client, server, stored));
        Assert.True(client.IsServerProven);
    }

    private static SaslStep Bound(ScramMechanism mechanism, ChannelBinding? clients, ChannelBinding[] servers)
    {
        using var password = Secret("pencil");
        using var client = new ScramClient(mechanism, "user", password, clients);
        using var server = new ScramServer(mechanism, servers, plusOffered: servers.Length > 0, SaslNonce.Make());
        return Play(client, server, "pencil");
    }

    private static ScramServer Server(Vector vector) => new(vector.Mechanism, [], plusOffered: false, vector.ServerNonce);

    private sealed record Vector(
        ScramMechanism Mechanism, string ClientNonce, string ServerNonce, string Salt,
        string ClientFirst, string ServerFirst, string ClientFinal, string ServerFinal)
    {
        public ScramSecret Secret => ScramSecret.Derive(Mechanism.Algorithm, "pencil"u8, Convert.FromBase64String(Salt), 4096);
    }
}
