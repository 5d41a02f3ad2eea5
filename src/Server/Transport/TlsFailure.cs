namespace Restante.Server.Transport;

/// <summary>A failed handshake in words that an administrator understands.</summary>
public static class TlsFailure
{
    // What OpenSSL's messages contain, and what that means here.
    private static readonly (string Part, string Words)[] Known =
    [
        ("unsupported protocol", "the client offers only old versions of TLS (tls.minimum is higher)"),
        ("version too low", "the client offers only old versions of TLS (tls.minimum is higher)"),
        ("no shared cipher", "the client and this server have no cipher in common"),
        ("http request", "the client speaks HTTP, not TLS"),
        ("wrong version number", "the client does not speak TLS"),
        ("unknown ca", "the client does not trust the certificate's issuer (alert: unknown ca)"),
        ("bad certificate", "the client refuses the certificate (alert: bad certificate)"),
        ("certificate expired", "the client says that the certificate has expired"),
        ("certificate unknown", "the client refuses the certificate (alert: certificate unknown)"),
        ("no application protocol", "the client wants another protocol than pop3 (ALPN)"),
        ("unexpected EOF", "the client closed during the handshake"),
        ("transport stream", "the client closed during the handshake"),
    ];

    public static string InWords(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            foreach (var (part, words) in Known)
            {
                if (e.Message.Contains(part, StringComparison.OrdinalIgnoreCase))
                {
                    return words;
                }
            }
        }

        return failure switch
        {
            OperationCanceledException => "the server is shutting down",
            IOException => "the client closed during the handshake",
            _ => "no TLS handshake came",
        };
    }
}
