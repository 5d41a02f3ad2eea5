namespace Restante.Protocol.Sasl;

/// <summary>What the client does upon a challenge.</summary>
public abstract record SaslReply
{
    private SaslReply() { }

    /// <summary>Send this response; it may be empty.</summary>
    public sealed record Response(ReadOnlyMemory<byte> Octets) : SaslReply;

    /// <summary>Cancel with <c>*</c>: the server does not speak this mechanism, or is not who it claims to be.</summary>
    public sealed record Cancel(string Why) : SaslReply;
}

/// <summary>
/// The client's side of one SASL exchange: octets in, replies out, no I/O. Passwords are lent: whoever made the exchange
/// disposes them after it.
/// </summary>
public abstract class SaslClient : IDisposable
{
    /// <summary>As AUTH names it.</summary>
    public abstract string Mechanism { get; }

    /// <summary>
    /// The initial response (RFC 5034 §4: an empty one is sent as <c>=</c>); null where the server speaks first. Called once.
    /// </summary>
    public abstract byte[]? Begin();

    /// <summary>Takes a challenge. Where an initial response was not sent along, the first one is empty and not for here.</summary>
    public abstract SaslReply Respond(ReadOnlySpan<byte> challenge);

    /// <summary>
    /// True once the server has proved what this mechanism makes it prove. A <c>+OK</c> before that is no success:
    /// whoever sent it does not know the secret (RFC 5802 §3).
    /// </summary>
    public virtual bool IsServerProven => true;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }

    /// <summary>What a mechanism says to a challenge that it has no place for.</summary>
    protected SaslReply Unexpected() => new SaslReply.Cancel($"{Mechanism} expects no challenge here");
}
