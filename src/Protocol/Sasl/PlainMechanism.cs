using System.Text;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>PLAIN (RFC 4616): <c>[authzid] NUL authcid NUL password</c>.</summary>
public static class PlainMechanism
{
    public const string Name = "PLAIN";

    /// <summary>The client's only message.</summary>
    public static byte[] Message(string user, ReadOnlySpan<byte> password) =>
        [0, .. Encoding.UTF8.GetBytes(user), 0, .. password];

    public sealed class Client(string user, Secret password) : SaslClient
    {
        public override string Mechanism => Name;

        public override byte[] Begin() => Message(user, password.Octets);

        public override SaslReply Respond(ReadOnlySpan<byte> challenge) => Unexpected();
    }

    public sealed class Server : SaslServer
    {
        public override SaslStep Begin() => new SaslStep.Challenge(default);

        public override SaslStep Respond(ReadOnlySpan<byte> response)
        {
            var first = response.IndexOf((byte)0);
            var second = first < 0 ? -1 : response[(first + 1)..].IndexOf((byte)0);
            if (second < 0)
            {
                return new SaslStep.Malformed(ReplyText.PlainNeedsNuls);
            }

            var authorization = response[..first];
            var user = response.Slice(first + 1, second);
            var password = response[(first + second + 2)..];
            if (user.IsEmpty || password.IsEmpty || password.Contains((byte)0))
            {
                return new SaslStep.Malformed(ReplyText.PlainNeedsWords);
            }

            // Acting for somebody else is not offered; naming oneself is harmless and some clients do.
            return authorization.IsEmpty || authorization.SequenceEqual(user)
                ? new SaslStep.CheckPassword(Encoding.UTF8.GetString(user), new Secret(password))
                : new SaslStep.Malformed(ReplyText.NotForAnother);
        }
    }
}
