using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Restante.Protocol.Pop3;

namespace Restante.Server.Transport;

/// <summary>What became of a handshake: a connection, or the failure in words.</summary>
public readonly record struct TlsOutcome(TlsConnection? Connection, string? Failure);

/// <summary>The server's side of TLS, the same behind STLS and on a TLS port.</summary>
/// <param name="certificate">What a handshake uses for the name that the client asks for; a renewal changes it.</param>
/// <param name="protocols">The versions that are accepted.</param>
/// <param name="clients">Whose certificates are asked for; null for nobody's.</param>
public sealed class TlsUpgrade(Func<string, SslStreamCertificateContext> certificate, SslProtocols protocols, ClientAuthority? clients = null)
{
    // IANA's name for POP3. A client that offers none is served, as almost all do. One that offers only others is refused
    // with no_application_protocol (RFC 7301 §3.2): it is a browser, or somebody who leads one here (ALPACA).
    private static readonly SslApplicationProtocol Alpn = new("pop3");

    public bool AsksForCertificates => clients is not null;

    public async Task<TlsOutcome> AuthenticateAsync(
        IDuplexPipe transport, TimeSpan limit, TimeProvider time, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var ssl = new SslStream(new DuplexPipeStream(transport), leaveInnerStreamOpen: false);
        try
        {
            if (await InPlaceOfHello(transport.Input, either.Token) is { } stranger)
            {
                await ssl.DisposeAsync();
                return new TlsOutcome(null, stranger);
            }

            var handshake = new Handshake(time.GetUtcNow());
            await ssl.AuthenticateAsServerAsync(Choose, handshake, either.Token);
            return new TlsOutcome(new TlsConnection(ssl) { Client = handshake.Client }, null);
        }
        // NotSupportedException: what came is no ClientHello, so that nobody was asked for the certificate.
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or NotSupportedException)
        {
            await ssl.DisposeAsync();
            return new TlsOutcome(null, timeout.IsCancellationRequested ? "the handshake took too long" : TlsFailure.InWords(e));
        }
    }

    /// <summary>
    /// Null where the first octet may begin a handshake; else what came, in words. OpenSSL has one message for all that
    /// is no TLS; a header from a balancer that nobody told us of deserves its own.
    /// </summary>
    private static async ValueTask<string?> InPlaceOfHello(PipeReader input, CancellationToken cancellation)
    {
        var result = await input.ReadAsync(cancellation);
        var first = result.Buffer.Slice(0, Math.Min(ForeignProtocol.OctetsOfInterest, result.Buffer.Length)).ToArray();

        // Nothing is examined, so that the handshake finds it all.
        input.AdvanceTo(result.Buffer.Start);
        return first.Length == 0 || first[0] == ForeignProtocol.TlsHandshakeRecord ? null : ForeignProtocol.RecogniseInPlaceOfTls(first);
    }

    private ValueTask<SslServerAuthenticationOptions> Choose(
        SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken cancellation)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate(hello.ServerName),
            EnabledSslProtocols = protocols,
            ClientCertificateRequired = false,
            AllowRenegotiation = false,

            // No CipherSuitesPolicy: with one, .NET makes a context a connection and resumes no session, and clients
            // that poll shake hands in full each time. Its own list is forward secret; tests look at it from outside.
            ApplicationProtocols = [Alpn],
        };
        if (clients is not null)
        {
            var handshake = (Handshake)state!;
            options.CertificateChainPolicy = clients.Policy(handshake.Now);
            options.ClientCertificateRequired = true;

            // A resumed session brings back the client's certificate without what linked it to its root, and brings it
            // also to a server that no longer asks.
            options.AllowTlsResume = false;
            options.RemoteCertificateValidationCallback = (_, shown, chain, errors) => handshake.Meet(clients.Identify(shown, chain, errors));
        }

        return ValueTask.FromResult(options);
    }

    /// <summary>What the callbacks of one handshake need and find.</summary>
    private sealed class Handshake(DateTimeOffset now)
    {
        public DateTimeOffset Now => now;

        public ClientIdentity? Client { get; private set; }

        /// <summary>Always true: who shows no certificate, or a bad one, is served all the same, and EXTERNAL is not offered to him.</summary>
        public bool Meet(ClientIdentity? client)
        {
            Client = client;
            return true;
        }
    }
}
