using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Sasl;

/// <summary>
/// What a server's side of a mechanism wants next. A step that asks for something carries the continuation that takes the
/// answer: only who was asked can be answered, and only with what was asked for.
/// </summary>
public abstract record SaslStep
{
    private SaslStep() { }

    /// <summary>Send this challenge and bring the response.</summary>
    public sealed record Challenge(ReadOnlyMemory<byte> Octets) : SaslStep;

    /// <summary>Check this password; the exchange is over. The password is the caller's to dispose.</summary>
    public sealed record CheckPassword(string User, Secret Password) : SaslStep;

    /// <summary>
    /// Look up the user's SCRAM keys. Whoever has none, and whoever does not exist, gets keys that no proof fits: the
    /// mechanism must not behave differently (RFC 5802 §5.1).
    /// </summary>
    public sealed record NeedScramSecret(string User, ScramMechanism Mechanism, Func<ScramSecret, SaslStep> Then) : SaslStep;

    /// <summary>Look up the user's password in UTF-8; for whoever has none in clear, one that nobody knows.</summary>
    public sealed record NeedPassword(string User, Func<ReadOnlyMemory<byte>, SaslStep> Then) : SaslStep;

    /// <summary>Check this bearer token. The token is the caller's to dispose; the verdict goes to the continuation.</summary>
    public sealed record CheckToken(string User, Secret Token, Func<TokenVerdict, SaslStep> Then) : SaslStep;

    /// <summary>Ask the layer below (a client certificate, a Unix socket's peer) who this is.</summary>
    /// <param name="User">Who the client wants to be; null for whoever the layer below says.</param>
    public sealed record CheckExternal(string? User) : SaslStep;

    /// <summary>The client has proved that it is this user; the exchange is over. Whether the user may in is for others to say.</summary>
    public sealed record Authenticated(string User) : SaslStep;

    /// <summary>The proof is wrong; the exchange is over. The reason is for the log: the client hears the same each time.</summary>
    public sealed record Rejected(string User, string Why) : SaslStep;

    /// <summary>The response is not what the mechanism's grammar allows; the exchange is over.</summary>
    public sealed record Malformed(ReplyText Why) : SaslStep;
}
