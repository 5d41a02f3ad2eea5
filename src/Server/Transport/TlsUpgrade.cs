using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;

namespace Restante.Server.Transport;

/// <summary>What became of a handshake: a connection, or the failure in words.</summary>
public readonly record struct TlsOutcome(TlsConnection? Connection, string? Failure);

/// <summary>The server's side of TLS, the same behind STLS and on a TLS port.</summary>
/// <param name="certificate">What the next handshake uses; asked for each, since a renewal changes it.</param>
/// <param name="protocols">The versions that are accepted.</param>
public sealed class TlsUpgrade(Func<SslStreamCertificateContext> certificate, SslProtocols protocols)
{
    // IANA's name for POP3 (RFC 8314 gives it to ports and STLS alike). A client that offers none, or others, is served too.
    private static readonly SslApplicationProtocol Alpn = new("pop3");

    public async Task<TlsOutcome> AuthenticateAsync(
        IDuplexPipe transport, TimeSpan limit, TimeProvider time, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var ssl = new SslStream(new DuplexPipeStream(transport), leaveInnerStreamOpen: false);
        try
        {
            await ssl.AuthenticateAsServerAsync(Choose, null, either.Token);
            return new TlsOutcome(new TlsConnection(ssl), null);
        }
        // NotSupportedException: what came is no ClientHello, so that nobody was asked for the certificate.
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or NotSupportedException)
        {
            await ssl.DisposeAsync();
            return new TlsOutcome(null, timeout.IsCancellationRequested ? "the handshake took too long" : TlsFailure.InWords(e));
        }
    }

    private ValueTask<SslServerAuthenticationOptions> Choose(
        SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken cancellation) =>
        ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate(),
            EnabledSslProtocols = protocols,
            ClientCertificateRequired = false,
            ApplicationProtocols = [Alpn],
        });
}
