using System.Text;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>
/// DIGEST-MD5 (RFC 2831, made historic by RFC 6331), qop=auth only: without protection of what follows, which is TLS's.
/// No fast re-authentication: each exchange has a new nonce.
/// </summary>
public static class DigestMd5Mechanism
{
    public const string Name = "DIGEST-MD5";

    /// <summary>IANA's name of POP3 in GSS-API and SASL (RFC 5034 §4).</summary>
    private const string Pop = "pop";

    public sealed class Server(string nonce, string realm, string service = Pop) : SaslServer
    {
        private Stage _stage;
        private string _user = "";

        public override SaslStep Begin()
        {
            _stage = Stage.Asked;
            return new SaslStep.Challenge(Encoding.ASCII.GetBytes(
                $"realm=\"{realm}\",nonce=\"{nonce}\",qop=\"auth\",charset=utf-8,algorithm=md5-sess"));
        }

        public override SaslStep Respond(ReadOnlySpan<byte> response) => _stage switch
        {
            Stage.Start => new SaslStep.Malformed(ReplyText.ChallengeFirst),
            Stage.Asked => Answered(DigestMd5Directives.Read(response)),
            _ when response.IsEmpty => new SaslStep.Authenticated(_user),
            _ => new SaslStep.Malformed(ReplyText.EmptyResponseExpected),
        };

        private SaslStep Answered(DigestMd5Directives? given)
        {
            if (given?.Text("username") is not { Length: > 0 } user
                || given["cnonce"] is not { Length: > 0 } clientNonce
                || given["digest-uri"] is not { } uri
                || given["response"] is not { } response
                || given["nonce"] != nonce
                || given["nc"] != DigestMd5Answer.Count
                || (given["qop"] ?? "auth") != "auth"
                || (given["realm"] ?? "") is not "" and var named && named != realm)
            {
                return new SaslStep.Malformed(ReplyText.DigestDirectives);
            }

            // The host behind the slash may be any name of this machine; the service is ours to check.
            if (!uri.StartsWith(service + "/", StringComparison.OrdinalIgnoreCase))
            {
                return new SaslStep.Malformed(ReplyText.DigestUri);
            }

            var acting = given.Text("authzid");
            if (acting is not null && acting != user)
            {
                return new SaslStep.Malformed(ReplyText.NotForAnother);
            }

            _user = user;
            var answer = new DigestMd5Answer(user, given.Text("realm") ?? "", nonce, clientNonce, uri, acting);
            return new SaslStep.NeedPassword(user, password => Check(answer, response, password.Span));
        }

        private SaslStep Check(DigestMd5Answer answer, string response, ReadOnlySpan<byte> password)
        {
            if (!Md5.IsHexOf(answer.Response(password), Encoding.Latin1.GetBytes(response)))
            {
                return new SaslStep.Rejected(_user, "wrong password");
            }

            _stage = Stage.Proven;
            return new SaslStep.Challenge(Encoding.ASCII.GetBytes("rspauth=" + Md5.Hex(answer.ServerResponse(password))));
        }

        private enum Stage
        {
            Start,
            Asked,
            Proven,
        }
    }

    /// <param name="user">Who.</param>
    /// <param name="password">In UTF-8.</param>
    /// <param name="host">The server's name, as the client knows it.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="nonce">The client's nonce; null for a random one.</param>
    public sealed class Client(string user, Secret password, string host, string service = Pop, string? nonce = null) : SaslClient
    {
        private readonly string _nonce = nonce ?? SaslNonce.Make();
        private byte[]? _expected;
        private bool _proven;

        public override string Mechanism => Name;

        public override bool IsServerProven => _proven;

        public override byte[]? Begin() => null;

        public override SaslReply Respond(ReadOnlySpan<byte> challenge)
        {
            if (_proven)
            {
                return Unexpected();
            }

            var given = DigestMd5Directives.Read(challenge);
            return _expected is null ? Answer(given) : Verify(given);
        }

        private SaslReply Answer(DigestMd5Directives? given)
        {
            if (given?["nonce"] is not { } serverNonce || given["algorithm"] != "md5-sess")
            {
                return new SaslReply.Cancel("the server's challenge is not one of DIGEST-MD5");
            }

            if (!(given["qop"] ?? "auth").Split(',', StringSplitOptions.TrimEntries).Contains("auth"))
            {
                return new SaslReply.Cancel("the server insists on protecting the connection by DIGEST-MD5 itself");
            }

            var utf8 = given["charset"] == "utf-8";
            var answer = new DigestMd5Answer(user, given.Text("realm") ?? "", serverNonce, _nonce, $"{service}/{host}", null);
            var response = answer.Response(password.Octets);
            _expected = answer.ServerResponse(password.Octets);
            var message = (utf8 ? "charset=utf-8," : "")
                + $"username={DigestMd5Directives.Quote(user)},realm={DigestMd5Directives.Quote(answer.Realm)},"
                + $"nonce={DigestMd5Directives.Quote(serverNonce)},nc={DigestMd5Answer.Count},cnonce=\"{_nonce}\","
                + $"digest-uri={DigestMd5Directives.Quote(answer.Uri)},response={Md5.Hex(response)},qop=auth";
            return new SaslReply.Response((utf8 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(message));
        }

        private SaslReply Verify(DigestMd5Directives? given)
        {
            _proven = Md5.IsHexOf(_expected, Encoding.Latin1.GetBytes(given?["rspauth"] ?? ""));
            _expected = [];
            return _proven
                ? new SaslReply.Response(default)
                : new SaslReply.Cancel("the server does not know the password: it is not the server it claims to be");
        }
    }
}
