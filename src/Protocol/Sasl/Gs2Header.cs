using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>The head of a client's first message in the mechanisms that come from GSS-API (RFC 5801 §4): SCRAM and OAUTHBEARER.</summary>
/// <param name="Text">As it was sent, both commas included: it is signed.</param>
/// <param name="Flag">What the client says about channel binding.</param>
/// <param name="BindingType">The type of binding, where the flag is <c>p</c>.</param>
/// <param name="AuthorizationId">Whom the client wants to act for; null for itself.</param>
internal sealed record Gs2Header(string Text, Gs2Flag Flag, string? BindingType, string? AuthorizationId)
{
    public static Gs2Header For(ScramMechanism mechanism, ChannelBinding? binding) => (mechanism.Plus, binding) switch
    {
        (true, { } used) => new Gs2Header($"p={used.Type},,", Gs2Flag.Used, used.Type, null),
        (true, null) => throw new ArgumentException("a mechanism with channel binding needs one", nameof(binding)),
        (false, not null) => new Gs2Header("y,,", Gs2Flag.NotOffered, null, null),
        _ => new Gs2Header("n,,", Gs2Flag.NotSupported, null, null),
    };

    /// <summary>Null where the message does not begin so.</summary>
    public static Gs2Header? Read(string message)
    {
        var first = message.IndexOf(',', StringComparison.Ordinal);
        var second = first < 0 ? -1 : message.IndexOf(',', first + 1);
        if (second < 0)
        {
            return null;
        }

        (Gs2Flag? flag, var type) = message[..first] switch
        {
            "n" => (Gs2Flag.NotSupported, null),
            "y" => (Gs2Flag.NotOffered, null),
            ['p', '=', .. { Length: > 0 } name] => (Gs2Flag.Used, name),
            _ => ((Gs2Flag?)null, (string?)null),
        };
        var acting = message[(first + 1)..second];
        var id = acting.StartsWith("a=", StringComparison.Ordinal) ? ScramText.DecodeName(acting[2..]) : null;
        return flag is null || (acting.Length > 0 && id is null) ? null : new Gs2Header(message[..(second + 1)], flag.Value, type, id);
    }

    /// <summary>What SCRAM's <c>c=</c> stands for: the header, and the binding's octets behind it.</summary>
    public byte[] With(ChannelBinding? binding) =>
        [.. Encoding.UTF8.GetBytes(Text), .. Flag == Gs2Flag.Used ? binding!.Octets.Span : default];
}

internal enum Gs2Flag
{
    /// <summary><c>n</c>: the client cannot.</summary>
    NotSupported,

    /// <summary><c>y</c>: the client can, but believes that the server cannot.</summary>
    NotOffered,

    /// <summary><c>p</c>: the client does.</summary>
    Used,
}
