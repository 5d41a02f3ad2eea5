using System.Text;
using Restante.Logs.Sessions;
using Restante.Unit.Logs.Formats;

namespace Restante.Unit.Logs.Sessions;

public sealed class SaslNameTests
{
    [Theory]
    [InlineData("PLAIN", "\0ann\0pencil", "ann")]
    [InlineData("plain", "admin\0ann\0pencil", "ann")]
    [InlineData("LOGIN", "ann", "ann")]
    [InlineData("CRAM-MD5", "ann smith 0123456789abcdef", "ann smith")]
    [InlineData("DIGEST-MD5", "charset=utf-8,username=\"ann\",realm=\"x\"", "ann")]
    [InlineData("SCRAM-SHA-256", "n,,n=ann,r=abc", "ann")]
    [InlineData("XOAUTH2", "user=ann@example.org\u0001auth=Bearer token\u0001\u0001", "ann@example.org")]
    [InlineData("OAUTHBEARER", "n,a=ann@example.org,\u0001auth=Bearer token\u0001\u0001", "ann@example.org")]
    public void The_name_is_read_and_nothing_else(string mechanism, string response, string name)
    {
        Assert.Equal(name, User(mechanism, Base64(response)));
    }

    [Theory]
    [InlineData("PLAIN", "pencil")]
    [InlineData("PLAIN", "\0pencil")]
    [InlineData("XOAUTH2", "token")]
    [InlineData("NTLM", "NTLMSSP")]
    [InlineData("SCRAM-SHA-256", "c=biws,r=abc,p=proof")]
    public void What_is_not_as_the_mechanism_has_it_gives_no_name(string mechanism, string response)
    {
        Assert.Null(User(mechanism, Base64(response)));
        Assert.Null(User(mechanism, response));
    }

    [Fact]
    public void The_password_of_LOGIN_is_never_taken_for_the_name()
    {
        var session = LogOutcome.OfLines(
            "S: +OK", "C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: ****", "S: + UGFzc3dvcmQ6", "C: cGVuY2ls", "S: +OK", "C: QUIT", "S: +OK").Sessions.Single();

        Assert.Equal((null, Login.Ok, "LOGIN"), (session.User, session.Login, session.Mechanism));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // In the command itself, and after the server's challenge.
    private static string? User(string mechanism, string response)
    {
        var atOnce = LogOutcome.OfLines("S: +OK", $"C: AUTH {mechanism} {response}", "S: +OK", "C: QUIT", "S: +OK").Sessions.Single();
        var asked = LogOutcome.OfLines("S: +OK", $"C: AUTH {mechanism}", "S: + ", $"C: {response}", "S: +OK", "C: QUIT", "S: +OK").Sessions.Single();
        Assert.Equal(atOnce.User, asked.User);
        return asked.User;
    }
}
