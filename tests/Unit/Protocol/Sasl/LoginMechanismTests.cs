using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Unit.Protocol.Sasl;

public sealed class LoginMechanismTests
{
    [Fact]
    public void It_asks_twice_in_the_words_that_old_clients_compare()
    {
        using var server = new LoginMechanism.Server();
        Assert.Equal("VXNlcm5hbWU6", Shown(server.Begin()));
        Assert.Equal("UGFzc3dvcmQ6", Shown(server.Respond("ann"u8)));
        var check = Assert.IsType<SaslStep.CheckPassword>(server.Respond(" two  spaces "u8));
        using var secret = check.Password;
        Assert.Equal(("ann", " two  spaces "), (check.User, Encoding.ASCII.GetString(secret.Octets)));
    }

    [Fact]
    public void The_user_name_may_come_as_an_initial_response()
    {
        using var server = new LoginMechanism.Server();
        Assert.Equal("UGFzc3dvcmQ6", Shown(server.Respond("ann"u8)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("an\0n")]
    public void A_user_name_is_not_empty_and_has_no_NUL(string name)
    {
        using var server = new LoginMechanism.Server();
        Assert.IsType<SaslStep.Malformed>(server.Respond(Encoding.ASCII.GetBytes(name)));
    }

    private static string Shown(SaslStep step) => Convert.ToBase64String(Assert.IsType<SaslStep.Challenge>(step).Octets.Span);
}
