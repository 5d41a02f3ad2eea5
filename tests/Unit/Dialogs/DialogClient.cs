using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Restante.Server.Transport;

namespace Restante.Unit.Dialogs;

/// <summary>The client's side of a dialog: sends octets in pieces, reads lines, starts TLS.</summary>
/// <param name="transport">The connection.</param>
/// <param name="pieces">Octets in a write; 0 for all.</param>
/// <param name="shown">The certificate shown where one is asked for; null for none.</param>
internal sealed class DialogClient(IDuplexPipe transport, int pieces, X509Certificate2? shown = null) : IAsyncDisposable
{
    // Real time, and far more than anything here takes: a dialog that hangs must fail, not hang the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _seen = new();
    private readonly IDuplexPipe _wire = transport;
    private IDuplexPipe _transport = transport;
    private SslStream? _tls;

    /// <summary>All lines received so far, for messages.</summary>
    public string Seen => _seen.ToString();

    /// <summary>The last refusal, for a reply that must be word for word the same.</summary>
    public string? LastError { get; private set; }

    /// <summary>What has come and was not read yet.</summary>
    public string Waiting()
    {
        if (!_transport.Input.TryRead(out var result))
        {
            return "";
        }

        var waiting = Encoding.Latin1.GetString(result.Buffer.ToArray());
        _transport.Input.AdvanceTo(result.Buffer.Start);
        return waiting;
    }

    /// <summary>The connection inside TLS; null before.</summary>
    public SslStream? Tls => _tls;

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        var size = pieces == 0 ? Math.Max(1, octets.Length) : pieces;
        for (var at = 0; at < octets.Length; at += size)
        {
            await _transport.Output.WriteAsync(octets.Slice(at, Math.Min(size, octets.Length - at)));
        }
    }

    /// <summary>The next line without its CRLF; null when the server has closed or cut.</summary>
    /// <param name="cut">The line may break off.</param>
    public async Task<string?> ReadLineAsync(bool cut = false)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = await _transport.Input.ReadAsync(limit.Token);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(result.Buffer.Slice(0, end).ToArray());
                _transport.Input.AdvanceTo(result.Buffer.GetPosition(1, end));
                _seen.Append("  S: ").AppendLine(line.TrimEnd('\r'));
                Assert.True(line.EndsWith('\r'), $"a line of the server ends in LF alone: {line}");
                line = line[..^1];
                LastError = line.StartsWith("-ERR", StringComparison.Ordinal) ? line : LastError;
                return line;
            }

            if (result.IsCompleted || result.IsCanceled)
            {
                Assert.True(cut || result.Buffer.IsEmpty || result.IsCanceled, "the server closed in the middle of a line");
                _transport.Input.AdvanceTo(result.Buffer.End);
                return null;
            }

            _transport.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    public async Task StartTlsAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        _tls = new SslStream(new DuplexPipeStream(_transport));
        await _tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificateContext = shown is null ? null : SslStreamCertificateContext.Create(shown, null, offline: true),
            },
            limit.Token);
        _transport = new Pipes(PipeReader.Create(_tls), PipeWriter.Create(_tls));
    }

    public ValueTask CloseAsync() => _wire.Output.CompleteAsync();

    public async ValueTask DisposeAsync()
    {
        await _wire.Output.CompleteAsync();
        await _wire.Input.CompleteAsync();
        if (_tls is not null)
        {
            await _tls.DisposeAsync();
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
