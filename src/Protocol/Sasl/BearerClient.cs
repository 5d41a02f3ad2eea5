using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>The client's side of what OAUTHBEARER and XOAUTH2 share: a refusal is read, and answered with nothing.</summary>
public abstract class BearerClient : SaslClient
{
    /// <summary>What the server said of a token that it refuses: JSON (RFC 7628 §3.2.2); null until it did.</summary>
    public string? Refusal { get; private set; }

    public sealed override SaslReply Respond(ReadOnlySpan<byte> challenge)
    {
        if (Refusal is not null)
        {
            return Unexpected();
        }

        Refusal = Encoding.UTF8.GetString(challenge);
        return new SaslReply.Response(Dismissal);
    }

    protected abstract byte[] Dismissal { get; }
}
