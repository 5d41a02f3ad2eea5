using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>The server's side of SCRAM (RFC 5802 §5). The server's last word is a challenge, to which the client says nothing (RFC 5034 §4).</summary>
/// <param name="mechanism">Which of them.</param>
/// <param name="bindings">The channel bindings of this connection; empty without TLS.</param>
/// <param name="plusOffered">CAPA names a mechanism with channel binding at this moment.</param>
/// <param name="nonce">The server's part of the nonce.</param>
public sealed class ScramServer(ScramMechanism mechanism, IReadOnlyList<ChannelBinding> bindings, bool plusOffered, string nonce) : SaslServer
{
    private Stage _stage;
    private Gs2Header? _header;
    private string _user = "";
    private string _nonce = "";
    private string _firstMessages = "";
    private ScramSecret? _secret;

    public override SaslStep Begin() => new SaslStep.Challenge(default);

    public override SaslStep Respond(ReadOnlySpan<byte> response)
    {
        if (!Utf8.IsValid(response))
        {
            return new SaslStep.Malformed(ReplyText.ScramIsUtf8);
        }

        var message = Encoding.UTF8.GetString(response);
        return _stage switch
        {
            Stage.First => First(message),
            Stage.Final => Final(message),
            Stage.Proven when message.Length == 0 => new SaslStep.Authenticated(_user),
            _ => new SaslStep.Malformed(ReplyText.EmptyResponseExpected),
        };
    }

    private SaslStep First(string message)
    {
        _header = Gs2Header.Read(message);
        if (_header is null)
        {
            return new SaslStep.Malformed(ReplyText.ScramHeader);
        }

        // The order of the attributes is fixed; extensions may follow and mean nothing here. An "m=" would stand before
        // "n=" and must not be ignored (RFC 5802 §5.1), so its place decides.
        var bare = message[_header.Text.Length..];
        var attributes = bare.Split(',');
        var user = ScramText.DecodeName(ScramText.Value(attributes, 0, 'n'));
        var clientNonce = ScramText.Value(attributes, 1, 'r');
        if (user is null || !ScramText.IsNonce(clientNonce))
        {
            return new SaslStep.Malformed(ReplyText.ScramName);
        }

        if (_header.AuthorizationId is { } other && other != user)
        {
            return new SaslStep.Malformed(ReplyText.NotForAnother);
        }

        if (CheckBinding(user) is { } refusal)
        {
            return refusal;
        }

        _user = user;
        _nonce = clientNonce + nonce;
        return new SaslStep.NeedScramSecret(user, mechanism, secret => ServerFirst(bare, secret));
    }

    private SaslStep? CheckBinding(string user) => (mechanism.Plus, _header!.Flag) switch
    {
        (true, Gs2Flag.Used) => Binding is null ? new SaslStep.Malformed(ReplyText.BindingNotOffered) : null,
        (true, _) => new SaslStep.Malformed(ReplyText.BindingNeeded),
        (false, Gs2Flag.Used) => new SaslStep.Malformed(ReplyText.BindingUnwanted),

        // The client would have bound the channel, had it seen the offer: somebody on the way removed it (RFC 5802 §6).
        (false, Gs2Flag.NotOffered) when plusOffered => new SaslStep.Rejected(user, "downgrade: the client did not see the offer of channel binding"),
        _ => null,
    };

    private ChannelBinding? Binding => bindings.FirstOrDefault(b => b.Type == _header!.BindingType);

    private SaslStep.Challenge ServerFirst(string clientFirstBare, ScramSecret secret)
    {
        _secret = secret;
        _stage = Stage.Final;
        var message = string.Create(CultureInfo.InvariantCulture,
            $"r={_nonce},s={Convert.ToBase64String(secret.Salt.Span)},i={secret.Iterations}");
        _firstMessages = $"{clientFirstBare},{message},";
        return new SaslStep.Challenge(Encoding.UTF8.GetBytes(message));
    }

    private SaslStep Final(string message)
    {
        var end = message.LastIndexOf(",p=", StringComparison.Ordinal);
        var attributes = message.Split(',');
        if (end < 0
            || !ScramText.TryDecodeBase64(message[(end + 3)..], out var proof)
            || !ScramText.TryDecodeBase64(ScramText.Value(attributes, 0, 'c'), out var binding)
            || ScramText.Value(attributes, 1, 'r') != _nonce)
        {
            return new SaslStep.Malformed(ReplyText.ScramProof);
        }

        var authMessage = Encoding.UTF8.GetBytes(_firstMessages + message[..end]);
        if (!ScramKeys.Proves(_secret!, authMessage, proof))
        {
            return new SaslStep.Rejected(_user, "wrong password");
        }

        // After the proof, so that the log can say for sure: the right password came through another connection.
        if (!binding.AsSpan().SequenceEqual(_header!.With(Binding)))
        {
            return new SaslStep.Rejected(_user, "the channel bindings differ: somebody sits between client and server");
        }

        _stage = Stage.Proven;
        var signature = ScramKeys.Sign(mechanism.Algorithm, _secret!.ServerKey.Span, authMessage);
        return new SaslStep.Challenge(Encoding.ASCII.GetBytes("v=" + Convert.ToBase64String(signature)));
    }

    private enum Stage
    {
        First,
        Final,
        Proven,
    }
}
