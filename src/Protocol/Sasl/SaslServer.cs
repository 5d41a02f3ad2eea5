namespace Restante.Protocol.Sasl;

/// <summary>What a mechanism wants next.</summary>
public abstract record SaslStep
{
    private SaslStep() { }

    /// <summary>Send this challenge and bring the response.</summary>
    public sealed record Challenge(ReadOnlyMemory<byte> Octets) : SaslStep;

    /// <summary>Check this password; the exchange is over. The password is the caller's to dispose.</summary>
    public sealed record CheckPassword(string User, Secret Password) : SaslStep;

    /// <summary>The response is not what the mechanism's grammar allows; the exchange is over.</summary>
    public sealed record Malformed(string Why) : SaslStep;
}

/// <summary>
/// The server's side of one SASL exchange (RFC 4422): octets in, steps out, no I/O. Base64 and the cancelling <c>*</c>
/// are the session's (RFC 5034 §4).
/// </summary>
public abstract class SaslServer : IDisposable
{
    /// <summary>The first step when the client sent no initial response.</summary>
    public abstract SaslStep Begin();

    /// <summary>The next step upon the client's response, an initial one included.</summary>
    public abstract SaslStep Respond(ReadOnlySpan<byte> response);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }
}
