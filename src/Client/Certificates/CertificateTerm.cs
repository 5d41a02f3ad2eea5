using System.Security.Cryptography.X509Certificates;

namespace Restante.Client.Certificates;

/// <summary>How long a certificate is good, and from when on a renewal is overdue.</summary>
/// <param name="Begins">Its first moment.</param>
/// <param name="Ends">Its last moment.</param>
public readonly record struct CertificateTerm(DateTimeOffset Begins, DateTimeOffset Ends)
{
    public static CertificateTerm Of(X509Certificate2 certificate) =>
        new(new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    public TimeSpan Life => Ends - Begins;

    /// <summary>Less is left than should be: the time given, or a third of the life where that is shorter (certificates of a few days).</summary>
    public bool IsOverdue(DateTimeOffset now, TimeSpan longest)
    {
        var third = Life / 3;
        return Ends - now < (third < longest ? third : longest);
    }
}
