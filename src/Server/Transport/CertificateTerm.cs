using System.Security.Cryptography.X509Certificates;

namespace Restante.Server.Transport;

/// <summary>How long a certificate is still good, and from when on that deserves a word.</summary>
/// <param name="Ends">Its last moment.</param>
/// <param name="Days">Whole days from now to then; negative once it has expired.</param>
/// <param name="IsShort">True where a renewal is overdue.</param>
public readonly record struct CertificateTerm(DateTimeOffset Ends, int Days, bool IsShort)
{
    /// <summary>
    /// Renewal is usual when a third of the life is left, which is 30 days of Let's Encrypt's 90; certificates of a few
    /// days would otherwise be complained about all their lives, and those of many years too early.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static CertificateTerm Of(X509Certificate2 certificate, DateTimeOffset now)
    {
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var third = (certificate.NotAfter - certificate.NotBefore) / 3;
        var left = ends - now;
        return new CertificateTerm(ends, (int)Math.Floor(left.TotalDays), left < (third < Longest ? third : Longest));
    }
}
