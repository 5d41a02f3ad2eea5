using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Protocol.Sasl;
using Restante.Server.Transport;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Transport;

/// <summary>When a new .NET or OpenSSL breaks the first test here, -PLUS is no longer offered: docs/decisions/channel-binding.md.</summary>
public sealed class ChannelBindingTests
{
    [Fact]
    public async Task Both_ends_of_TLS_1_3_export_the_same_and_another_each_time()
    {
        var first = await HandshakeAsync(SslProtocols.Tls13);
        var second = await HandshakeAsync(SslProtocols.Tls13);
        Assert.Equal([ChannelBinding.Exporter, ChannelBinding.ServerEndPointType], first.Server.Select(b => b.Type));
        Assert.Equal(first.Client.Octets.ToArray(), first.Server[0].Octets.ToArray());
        Assert.Equal(first.EndPoint.Octets.ToArray(), first.Server[1].Octets.ToArray());
        Assert.NotEqual(first.Client.Octets.ToArray(), second.Client.Octets.ToArray());
        Assert.Equal(32, first.Client.Octets.Length);
    }

    [Fact]
    public async Task TLS_1_2_is_offered_no_binding() => Assert.Empty((await HandshakeAsync(SslProtocols.Tls12)).Server);

    [Theory]
    [InlineData("SHA256", 32)]
    [InlineData("SHA384", 48)]
    [InlineData("SHA512", 64)]
    public void A_certificate_is_hashed_with_the_hash_of_its_signature(string hash, int length)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, new HashAlgorithmName(hash), RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Assert.Equal(length, ChannelBinding.ServerEndPoint(certificate)!.Octets.Length);
    }

    private static async Task<(IReadOnlyList<ChannelBinding> Server, ChannelBinding Client, ChannelBinding EndPoint)> HandshakeAsync(SslProtocols version)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var pair = TestCertificate.Make();
        await using var pipes = new PipeConnection(new IPEndPoint(IPAddress.Loopback, 1));
        var accepting = new TlsUpgrade(_ => pair, version).AuthenticateAsync(pipes.Transport, TimeSpan.FromSeconds(60), TimeProvider.System, limit.Token);
        await using var client = new SslStream(new DuplexPipeStream(pipes.Client));
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
            limit.Token);
        await using var server = (await accepting).Connection!;
        return (server.Bindings, TlsExporter.Of(client) ?? new ChannelBinding("", default), ChannelBinding.ServerEndPoint((X509Certificate2)client.RemoteCertificate!)!);
    }
}
