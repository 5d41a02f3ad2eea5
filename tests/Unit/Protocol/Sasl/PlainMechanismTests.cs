using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Unit.Protocol.Sasl;

public sealed class PlainMechanismTests
{
    [Theory]
    [InlineData("\0tim\0tanstaaftanstaaf", "tim", "tanstaaftanstaaf")] // RFC 4616 §4
    [InlineData("Kurt\0Kurt\0xipj3plmq", "Kurt", "xipj3plmq")]
    [InlineData("\0zoë@example.com\0 two  spaces ", "zoë@example.com", " two  spaces ")]
    public void A_user_and_a_password_are_taken_unchanged(string message, string user, string password)
    {
        using var server = new PlainMechanism.Server();
        var check = Assert.IsType<SaslStep.CheckPassword>(server.Respond(Encoding.UTF8.GetBytes(message)));
        using var secret = check.Password;
        Assert.Equal(user, check.User);
        Assert.Equal(password, Encoding.UTF8.GetString(secret.Octets));
    }

    [Theory]
    [InlineData("Ursel\0Kurt\0xipj3plmq")] // RFC 4616 §4: Kurt for Ursel, which is not offered
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann\0secret")]
    [InlineData("\0\0secret")]
    [InlineData("\0ann\0")]
    [InlineData("\0ann\0sec\0ret")]
    [InlineData("\0ann\0secret\0")]
    public void What_the_grammar_does_not_allow_is_refused(string message)
    {
        using var server = new PlainMechanism.Server();
        var malformed = Assert.IsType<SaslStep.Malformed>(server.Respond(Encoding.UTF8.GetBytes(message)));
        Assert.DoesNotContain("secret", malformed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_without_an_initial_response_gets_an_empty_challenge()
    {
        using var server = new PlainMechanism.Server();
        Assert.True(Assert.IsType<SaslStep.Challenge>(server.Begin()).Octets.IsEmpty);
    }

    [Fact]
    public void The_server_understands_the_client()
    {
        using var server = new PlainMechanism.Server();
        var check = Assert.IsType<SaslStep.CheckPassword>(server.Respond(PlainMechanism.Message("zoë", "pass word"u8)));
        using var secret = check.Password;
        Assert.Equal(("zoë", "pass word"), (check.User, Encoding.UTF8.GetString(secret.Octets)));
    }
}
