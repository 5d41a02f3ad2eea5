using System.Net;
using System.Net.Security;
using Restante.Client;
using Restante.Client.Certificates;
using Restante.Client.Connecting;
using Restante.Client.Talk;
using Restante.Unit.Fakes;

namespace Restante.Unit.Client.Talk;

public sealed class ProtectionTests
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.7");

    [Fact]
    public void Without_TLS_only_loopback_is_safe()
    {
        Assert.Equal(PasswordRisk.ClearText, Risk(Elsewhere, null, trusted: false));
        Assert.Equal(PasswordRisk.None, Risk(IPAddress.Loopback, null, trusted: false));
        Assert.Equal(PasswordRisk.None, Risk(IPAddress.IPv6Loopback, null, trusted: false));
    }

    [Fact]
    public void TLS_is_safe_where_the_certificate_proves_the_server()
    {
        using var stream = new SslStream(new MemoryStream());
        Assert.Equal(PasswordRisk.Unproven, Risk(Elsewhere, stream, trusted: false));
        Assert.Equal(PasswordRisk.Unproven, Risk(Elsewhere, stream, trusted: true, host: "pop.example.org"));
        Assert.Equal(PasswordRisk.None, Risk(Elsewhere, stream, trusted: true));
        Assert.Equal(PasswordRisk.None, Risk(IPAddress.Loopback, stream, trusted: false));
    }

    private static PasswordRisk Risk(IPAddress address, SslStream? stream, bool trusted, string host = "localhost")
    {
        var certificate = TestCertificate.Make().TargetCertificate;
        var judge = new CertificateJudge(host, trusted ? [certificate] : [], DateTimeOffset.UnixEpoch.AddYears(50), TimeSpan.FromDays(30));
        var opened = new Opened(new Way(new IPEndPoint(address, 995), Channel.Implicit), OpenStage.Ready, new Reached(ReachOutcome.Connected, null, TimeSpan.Zero, ""))
        {
            Tls = stream is null ? null : new TlsOutcome.Established(stream, [certificate], TimeSpan.Zero),
        };
        return new Protection(judge).RiskOf(opened);
    }
}
