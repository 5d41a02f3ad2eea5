using System.Text;
using System.Text.Unicode;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>
/// What OAUTHBEARER and XOAUTH2 share: one message with a token; upon a bad one a challenge that says why, a response that
/// says nothing, and only then the failure.
/// </summary>
public abstract class BearerServer : SaslServer
{
    private const byte Separator = 1;

    private string? _refused;

    public sealed override SaslStep Begin() => new SaslStep.Challenge(default);

    public sealed override SaslStep Respond(ReadOnlySpan<byte> response)
    {
        if (_refused is not null)
        {
            return IsDismissal(response)
                ? new SaslStep.Rejected(_refused, "token refused")
                : new SaslStep.Malformed(ReplyText.TokenRefusalIsAnsweredEmpty);
        }

        // head ^A key=value ^A … ^A ^A
        if (!Utf8.IsValid(response) || response is not [.., Separator, Separator])
        {
            return new SaslStep.Malformed(ReplyText.TokenMessageEnd);
        }

        var head = response[..response.IndexOf(Separator)];
        if (UserIn(Encoding.UTF8.GetString(head)) is not { Length: > 0 } user)
        {
            return new SaslStep.Malformed(ReplyText.TokenMessageUser);
        }

        var token = TokenIn(response[head.Length..^1]);
        return token.IsEmpty
            ? new SaslStep.Malformed(ReplyText.TokenMessageToken)
            : new SaslStep.CheckToken(user, new Secret(token), verdict => Judge(user, verdict));
    }

    /// <summary>The user's name in what stands before the first ^A; null where there is none.</summary>
    protected abstract string? UserIn(string head);

    /// <summary>True for the response that ends a refused exchange.</summary>
    protected abstract bool IsDismissal(ReadOnlySpan<byte> response);

    private SaslStep Judge(string user, TokenVerdict verdict)
    {
        if (verdict.Accepted)
        {
            return new SaslStep.Authenticated(user);
        }

        _refused = user;
        return new SaslStep.Challenge(verdict.ToJson());
    }

    private static ReadOnlySpan<byte> TokenIn(ReadOnlySpan<byte> pairs)
    {
        foreach (var range in pairs.Split(Separator))
        {
            var pair = pairs[range];
            const int scheme = 12;
            if (pair.StartsWith("auth="u8) && pair.Length > scheme && Ascii.EqualsIgnoreCase(pair[5..scheme], "Bearer "u8))
            {
                return pair[scheme..].Trim((byte)' ');
            }
        }

        return default;
    }
}
