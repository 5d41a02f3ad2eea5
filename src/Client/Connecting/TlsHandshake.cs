using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Restante.Client.Connecting;

/// <summary>Why there is no TLS.</summary>
public enum TlsFailure
{
    /// <summary>What came was not TLS.</summary>
    PlainText,
    TimedOut,

    /// <summary>The server ended the connection, or reset it.</summary>
    Closed,

    /// <summary>An alert, or something that this side does not accept.</summary>
    Refused,
}

/// <summary>What a TLS handshake came to. The certificate is taken whatever it is: judging it is for others.</summary>
public abstract record TlsOutcome(TimeSpan Elapsed)
{
    /// <param name="Stream">The encrypted stream; owns the plain one.</param>
    /// <param name="Chain">What the server sent: its certificate first.</param>
    public sealed record Established(SslStream Stream, IReadOnlyList<X509Certificate2> Chain, TimeSpan Elapsed) : TlsOutcome(Elapsed)
    {
        public X509Certificate2 Certificate => Chain[0];
    }

    /// <param name="Reason">Which of them.</param>
    /// <param name="First">The first octets that came in the handshake's place or course.</param>
    /// <param name="Detail">What the library says; for a transcript.</param>
    public sealed record Failed(TlsFailure Reason, ReadOnlyMemory<byte> First, string Detail, TimeSpan Elapsed) : TlsOutcome(Elapsed);
}

/// <summary>The client's side of a TLS handshake.</summary>
public static class TlsHandshake
{
    private const byte HandshakeRecord = 0x16;
    private const byte AlertRecord = 0x15;

    /// <summary>Makes the handshake on a stream, which is closed where it fails.</summary>
    /// <param name="plain">Owned.</param>
    /// <param name="host">Asked for by SNI where it is a name (RFC 6066 §3).</param>
    public static async Task<TlsOutcome> RunAsync(Stream plain, string host, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var first = new FirstOctets(plain);
        var chain = new List<X509Certificate2>();
        var stream = new SslStream(first, leaveInnerStreamOpen: false, (_, certificate, sent, _) => Collect(certificate, sent, chain));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = IPAddress.TryParse(host, out _) ? "" : host,
            EnabledSslProtocols = SslProtocols.None,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            // The chain is judged elsewhere, from what was sent; nothing is fetched while a handshake waits.
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellation).WaitAsync(timeout, time, cancellation);
            return new TlsOutcome.Established(stream, chain, time.GetElapsedTime(started));
        }
        catch (Exception e) when (e is AuthenticationException or IOException or TimeoutException or InvalidOperationException or NotSupportedException)
        {
            await stream.DisposeAsync();
            return new TlsOutcome.Failed(Reason(e, first.Received.Span), first.Received, Words(e), time.GetElapsedTime(started));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static bool Collect(X509Certificate? certificate, X509Chain? sent, List<X509Certificate2> chain)
    {
        if (certificate is null)
        {
            return true;
        }

        // Copies: what the callback is given is disposed after it.
        chain.Add(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
        foreach (var other in sent?.ChainPolicy.ExtraStore ?? [])
        {
            if (!chain.Exists(c => c.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span)))
            {
                chain.Add(X509CertificateLoader.LoadCertificate(other.RawDataMemory.Span));
            }
        }

        return true;
    }

    private static TlsFailure Reason(Exception e, ReadOnlySpan<byte> first) =>
        !first.IsEmpty && first[0] is not (HandshakeRecord or AlertRecord) ? TlsFailure.PlainText
        : e is TimeoutException ? TlsFailure.TimedOut
        : e is AuthenticationException && !first.IsEmpty ? TlsFailure.Refused
        : first.IsEmpty ? TlsFailure.Closed
        : TlsFailure.Refused;

    private static string Words(Exception e) => e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message;
}
