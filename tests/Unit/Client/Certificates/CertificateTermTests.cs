using Restante.Client.Certificates;

namespace Restante.Unit.Client.Certificates;

public sealed class CertificateTermTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(90, 31, false)]
    [InlineData(90, 29, true)]
    [InlineData(825, 31, false)]
    [InlineData(825, 29, true)]
    [InlineData(6, 3, false)]
    [InlineData(6, 1.9, true)]
    [InlineData(365, -1, true)]
    public void A_renewal_is_overdue_at_30_days_or_a_third_of_the_life(double life, double left, bool overdue)
    {
        var ends = Now.AddDays(left);

        Assert.Equal(overdue, new CertificateTerm(ends.AddDays(-life), ends).IsOverdue(Now, TimeSpan.FromDays(30)));
    }
}
