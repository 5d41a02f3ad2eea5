using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Transport;

public sealed class TlsBuffersTests
{
    [Fact]
    public async Task OpenSSL_keeps_no_empty_buffers_and_what_is_said_still_arrives()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var pair = TestCertificate.Make();
        await using var pipes = new PipeConnection(new IPEndPoint(IPAddress.Loopback, 1), long.MaxValue);
        var accepting = new TlsUpgrade(_ => pair, SslProtocols.Tls13).AuthenticateAsync(pipes.Transport, TimeSpan.FromSeconds(60), TimeProvider.System, limit.Token);
        await using var client = new SslStream(new DuplexPipeStream(pipes.Client));
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true }, limit.Token);
        await using var server = (await accepting).Connection!;

        // The server has asked for it too. Where this fails, .NET or OpenSSL has changed, and sessions in TLS cost three times the memory.
        Assert.True(TlsBuffers.ReleaseWhenEmpty(client));
        for (var i = 0; i < 3; i++)
        {
            await client.WriteAsync("NOOP\r\n"u8.ToArray(), limit.Token);
            await client.FlushAsync(limit.Token);
            var heard = await server.Transport.Input.ReadAsync(limit.Token);
            Assert.Equal("NOOP\r\n", Encoding.ASCII.GetString(heard.Buffer));
            server.Transport.Input.AdvanceTo(heard.Buffer.End);
            await server.Transport.Output.WriteAsync(new byte[40_000], limit.Token);
            var reply = new byte[40_000];
            await client.ReadExactlyAsync(reply, limit.Token);
        }
    }
}
