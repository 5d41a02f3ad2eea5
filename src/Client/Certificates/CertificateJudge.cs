using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Certificates;

/// <summary>Finds each fault of a certificate by itself: one that has expired may be trusted else, and for the right name.</summary>
/// <param name="host">What the person calls the server.</param>
/// <param name="extra">Issuers to trust besides the system's.</param>
/// <param name="now">Of this machine's clock.</param>
/// <param name="term">How long before its end a certificate deserves a word, at most.</param>
public sealed class CertificateJudge(string host, IReadOnlyList<X509Certificate2> extra, DateTimeOffset now, TimeSpan term)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyUsage = "2.5.29.37.0";

    /// <param name="sent">As the server sent them, its own first.</param>
    public IReadOnlyList<CertificateFault> Judge(IReadOnlyList<X509Certificate2> sent)
    {
        var trust = ChainTrust.Judge(sent, extra, now);
        List<CertificateFault?> faults = [Trust(sent, trust), Usage(sent[0]), Name(sent[0]), .. trust.Path.Select((c, i) => Dates(c, i == 0))];

        // An issuer that ends later than the certificate itself says nothing new; one that has ended does.
        return [.. faults.OfType<CertificateFault>().DistinctBy(f => (f.Kind, f.Seen))];
    }

    private static CertificateFault? Trust(IReadOnlyList<X509Certificate2> sent, ChainTrust trust)
    {
        var own = CertificateWords.Subject(sent[0]);
        var top = trust.Path[^1];
        var missing = CertificateWords.Issuer(top);
        var others = sent.Count == 1 ? "only its own certificate" : string.Create(CultureInfo.InvariantCulture, $"{sent.Count} certificates");
        return trust.Verdict switch
        {
            TrustVerdict.Trusted => null,
            TrustVerdict.SelfSigned => new CertificateFault(CertificateFindings.Untrusted, $"self-signed: {own}"),
            TrustVerdict.UnknownRoot => new CertificateFault(CertificateFindings.Untrusted,
                $"{own}, issued by {CertificateWords.Issuer(sent[0])}; the root of the chain, {CertificateWords.Subject(top)}, is not among those trusted"),
            TrustVerdict.UnknownIssuer => new CertificateFault(CertificateFindings.Untrusted,
                $"{own}, issued by {missing}, which is not among those trusted; the server sends {others}")
            {
                Meaning = CertificateFindings.Untrusted.Meaning
                    + " (Should the issuer be an intermediate of a trusted root, the server fails to send it: that cannot be told apart from here.)",
            },
            TrustVerdict.Incomplete => new CertificateFault(CertificateFindings.ChainIncomplete,
                $"the server sends {others}; {(trust.Path.Count == 1 ? own : CertificateWords.Subject(top))} was issued by {missing}, whose certificate it does not send"),
            _ => new CertificateFault(CertificateFindings.Untrusted, $"{own}, issued by {CertificateWords.Issuer(sent[0])}: the chain does not hold ({trust.Detail})"),
        };
    }

    private static CertificateFault? Usage(X509Certificate2 certificate)
    {
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>()).Select(o => o.Value).ToList();
        return usages.Count == 0 || usages.Contains(ServerAuthentication) || usages.Contains(AnyUsage)
            ? null
            : new CertificateFault(CertificateFindings.Untrusted, $"{CertificateWords.Subject(certificate)} is not issued for servers: its extended key usage lacks serverAuth");
    }

    private CertificateFault? Name(X509Certificate2 certificate)
    {
        if (Matches(certificate, allowCommonName: false))
        {
            return null;
        }

        var seen = $"{host}: the certificate is for {CertificateWords.Names(certificate)}; issued by {CertificateWords.Issuer(certificate)}";
        if (CertificateWords.AlternativeNames(certificate).Count == 0 && Matches(certificate, allowCommonName: true))
        {
            return new CertificateFault(CertificateFindings.NameMismatch, seen)
            {
                Severity = Severity.Warning,
                Meaning = "The name stands only in the common name, where current programs do not look any more: they refuse the certificate, old ones take it.",
                Advice = "Have a certificate issued that has its names as subjectAltName; all authorities do so since 2012.",
            };
        }

        return new CertificateFault(CertificateFindings.NameMismatch, seen)
        {
            Advice = IPAddress.TryParse(host, out _)
                ? $"The server was named by its address, which is not in the certificate. Name it as the mail programs do, and give the address apart: `restante check NAME --resolve {host}`."
                : null,
        };
    }

    private bool Matches(X509Certificate2 certificate, bool allowCommonName)
    {
        try
        {
            var name = IPAddress.TryParse(host, out _) ? host : new IdnMapping { UseStd3AsciiRules = false }.GetAscii(host.TrimEnd('.'));
            return certificate.MatchesHostname(name, allowWildcards: true, allowCommonName);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private CertificateFault? Dates(X509Certificate2 certificate, bool isOwn)
    {
        var dates = CertificateTerm.Of(certificate);
        var what = (isOwn ? "" : "the issuer's certificate, ") + $"{CertificateWords.Subject(certificate)}, issued by {CertificateWords.Issuer(certificate)}"
            + (isOwn ? $", for {CertificateWords.Names(certificate)}" : "");
        if (dates.Ends < now)
        {
            return new CertificateFault(CertificateFindings.Expired, $"expired on {CertificateWords.Date(dates.Ends)}, {Days(now - dates.Ends)} ago: {what}");
        }

        if (dates.Begins > now)
        {
            return new CertificateFault(CertificateFindings.NotYetValid,
                $"valid from {CertificateWords.Date(dates.Begins)} on; this machine's clock says {CertificateWords.Date(now)}: {what}");
        }

        var soon = $"expires on {CertificateWords.Date(dates.Ends)}, in {Days(dates.Ends - now)}: {what}";
        return dates.IsOverdue(now, term) ? new CertificateFault(CertificateFindings.ExpiresSoon, soon)
            : isOwn && dates.Ends - now < term ? new CertificateFault(CertificateFindings.ExpiresSoon, soon)
            {
                Severity = Severity.Info,
                Meaning = $"Its whole life is {Days(dates.Life)}, and more than a third of it is left: all is well if it is renewed by a program.",
            }
            : null;
    }

    private static string Days(TimeSpan time) => time.TotalDays < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalHours):0} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalDays):0} days");
}
