namespace Restante.Protocol.Sasl;

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
