using Restante.Protocol.Sasl;
using static Restante.Unit.Protocol.Sasl.SaslRun;

namespace Restante.Unit.Protocol.Sasl;

public sealed class PasswordMechanismTests
{
    [Fact]
    public void PLAIN_says_all_in_one_message()
    {
        using var password = Secret("tanstaaftanstaaf");
        using var client = new PlainMechanism.Client("tim", password);
        Assert.Equal("\0tim\0tanstaaftanstaaf"u8.ToArray(), client.Begin()); // RFC 4616 §4
        Assert.IsType<SaslReply.Cancel>(client.Respond("more?"));
    }

    [Fact]
    public void LOGIN_answers_two_questions_whatever_their_words()
    {
        using var password = Secret("pass word");
        using var client = new LoginMechanism.Client("ann", password);
        Assert.Null(client.Begin());
        Assert.Equal("ann", Text(client.Respond("User Name\0")));
        Assert.Equal("pass word", Text(client.Respond("Password\0")));
        Assert.IsType<SaslReply.Cancel>(client.Respond("Really?"));
    }

    [Fact]
    public void Both_sides_of_each_agree()
    {
        using var password = Secret("pass word");
        using var plain = new PlainMechanism.Server();
        using var login = new LoginMechanism.Server();
        foreach (var step in new[] { Play(new PlainMechanism.Client("ann", password), plain, ""), Play(new LoginMechanism.Client("ann", password), login, "") })
        {
            var check = Assert.IsType<SaslStep.CheckPassword>(step);
            Assert.Equal("ann", check.User);
            Assert.Equal("pass word"u8.ToArray(), check.Password.Octets.ToArray());
            check.Password.Dispose();
        }
    }
}
