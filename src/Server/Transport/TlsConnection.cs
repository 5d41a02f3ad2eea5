using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Restante.Protocol.Sasl;

namespace Restante.Server.Transport;

/// <summary>A connection inside TLS, as pipes.</summary>
public sealed class TlsConnection : IAsyncDisposable
{
    // An idle session waits with no buffer of its own (zero-byte reads), and the last write of a reply fits one segment.
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 4096, useZeroByteReads: true, leaveOpen: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: 32_768, leaveOpen: true);

    private readonly SslStream _stream;

    public TlsConnection(SslStream stream)
    {
        _stream = stream;
        Bindings = FindBindings(stream);
        TlsBuffers.ReleaseWhenEmpty(stream);
        Transport = new Pipes(PipeReader.Create(stream, ReaderOptions), PipeWriter.Create(stream, WriterOptions));
    }

    public IDuplexPipe Transport { get; }

    /// <summary>
    /// What ties an exchange to this connection; empty unless <c>tls-exporter</c> is among them. That is the one that
    /// clients use by themselves in TLS 1.3: an offer that they take and that then fails would keep them out.
    /// </summary>
    public IReadOnlyList<ChannelBinding> Bindings { get; }

    /// <summary>Who the client is by its certificate; null where it showed none, or was not asked.</summary>
    public ClientIdentity? Client { get; init; }

    /// <summary>As records write it: <c>TLSv1.3</c>.</summary>
    public string Version => _stream.SslProtocol switch
    {
        SslProtocols.Tls13 => "TLSv1.3",
        SslProtocols.Tls12 => "TLSv1.2",
        var other => other.ToString(),
    };

    /// <summary>The cipher suite by IANA's name, for the record (RFC 8314 §4).</summary>
    public string Cipher => _stream.NegotiatedCipherSuite.ToString();

    /// <summary>Sends close_notify: the client may know that nothing was cut off.</summary>
    public async ValueTask ShutdownAsync()
    {
        try
        {
            await _stream.ShutdownAsync();
            await _stream.FlushAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The client did not wait for the goodbye.
        }
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private static IReadOnlyList<ChannelBinding> FindBindings(SslStream stream)
    {
        if (TlsExporter.Of(stream) is not { } exporter)
        {
            return [];
        }

        // SslStream's own GetChannelBinding(Endpoint) asks for the peer's certificate, which on a server is the client's.
        var endPoint = stream.LocalCertificate is X509Certificate2 certificate ? ChannelBinding.ServerEndPoint(certificate) : null;
        return endPoint is null ? [exporter] : [exporter, endPoint];
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
