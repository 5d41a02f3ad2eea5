using System.Text;
using System.Text.Unicode;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>CRAM-MD5 (RFC 2195): the server sends a timestamp, the client its name and HMAC-MD5(password, timestamp).</summary>
public static class CramMd5Mechanism
{
    public const string Name = "CRAM-MD5";

    public sealed class Server(string nonce, string hostname) : SaslServer
    {
        private readonly byte[] _challenge = Encoding.ASCII.GetBytes($"<{nonce}@{hostname}>");
        private bool _begun;

        public override SaslStep Begin()
        {
            _begun = true;
            return new SaslStep.Challenge(_challenge);
        }

        public override SaslStep Respond(ReadOnlySpan<byte> response)
        {
            if (!_begun)
            {
                return new SaslStep.Malformed(ReplyText.ChallengeFirst);
            }

            // A user name may hold spaces, a digest does not: the last one parts them.
            var space = response.LastIndexOf((byte)' ');
            if (space <= 0 || !Utf8.IsValid(response))
            {
                return new SaslStep.Malformed(ReplyText.CramNeedsDigest);
            }

            var user = Encoding.UTF8.GetString(response[..space]);
            var digest = response[(space + 1)..].ToArray();
            return new SaslStep.NeedPassword(user, password => Md5.IsHexOf(Md5.Hmac(password.Span, _challenge), digest)
                ? new SaslStep.Authenticated(user)
                : new SaslStep.Rejected(user, "wrong password"));
        }
    }

    public sealed class Client(string user, Secret password) : SaslClient
    {
        private bool _answered;

        public override string Mechanism => Name;

        public override byte[]? Begin() => null;

        public override SaslReply Respond(ReadOnlySpan<byte> challenge)
        {
            if (_answered)
            {
                return Unexpected();
            }

            _answered = true;
            return new SaslReply.Response(Encoding.UTF8.GetBytes($"{user} {Md5.Hex(Md5.Hmac(password.Octets, challenge))}"));
        }
    }
}
