using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Transport;

namespace Restante.Unit.Server.Transport;

public sealed class CertificateTermTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(90, 31, false)]
    [InlineData(90, 29.5, true)]
    [InlineData(398, 31, false)]
    [InlineData(398, 29.5, true)]
    [InlineData(45, 16, false)]
    [InlineData(45, 14.5, true)]
    [InlineData(6, 3, false)]
    [InlineData(6, 1.5, true)]
    [InlineData(90, -0.5, true)]
    public void A_renewal_is_overdue_with_a_third_of_the_life_left_or_30_days(int life, double left, bool isShort)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(left - life), Now.AddDays(left));
        var term = CertificateTerm.Of(certificate, Now);
        Assert.Equal((Now.AddDays(left), (int)Math.Floor(left), isShort), (term.Ends, term.Days, term.IsShort));
    }
}
