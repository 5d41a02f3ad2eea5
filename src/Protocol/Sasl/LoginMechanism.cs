using System.Text;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>LOGIN (draft-murchison-sasl-login): two questions, two answers. Some clients send the user name as an initial response.</summary>
public static class LoginMechanism
{
    public const string Name = "LOGIN";

    // The exact words and no others: old clients compare them.
    private static readonly byte[] UserPrompt = "Username:"u8.ToArray();
    private static readonly byte[] PasswordPrompt = "Password:"u8.ToArray();

    /// <summary>Answers whatever is asked: servers word the questions differently, but ask them in this order.</summary>
    public sealed class Client(string user, Secret password) : SaslClient
    {
        private int _asked;

        public override string Mechanism => Name;

        // No initial response, though some servers take one: the draft has none.
        public override byte[]? Begin() => null;

        public override SaslReply Respond(ReadOnlySpan<byte> challenge) => ++_asked switch
        {
            1 => new SaslReply.Response(Encoding.UTF8.GetBytes(user)),
            2 => new SaslReply.Response(password.Octets.ToArray()),
            _ => Unexpected(),
        };
    }

    public sealed class Server : SaslServer
    {
        private string? _user;

        public override SaslStep Begin() => new SaslStep.Challenge(UserPrompt);

        public override SaslStep Respond(ReadOnlySpan<byte> response)
        {
            if (_user is not null)
            {
                return new SaslStep.CheckPassword(_user, new Secret(response));
            }

            if (response.IsEmpty || response.Contains((byte)0))
            {
                return new SaslStep.Malformed(ReplyText.LoginNeedsName);
            }

            _user = Encoding.UTF8.GetString(response);
            return new SaslStep.Challenge(PasswordPrompt);
        }
    }
}
