using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Restante.Client.Certificates;

/// <summary>Whether somebody who is trusted vouches for a certificate; its dates are another question.</summary>
public enum TrustVerdict
{
    Trusted,

    /// <summary>It vouches for itself.</summary>
    SelfSigned,

    /// <summary>What the server sent ends at a root that is not trusted.</summary>
    UnknownRoot,

    /// <summary>The last issuer was not sent, and everything speaks for a root that is not trusted.</summary>
    UnknownIssuer,

    /// <summary>The last issuer was not sent, and everything speaks for an intermediate that should have been.</summary>
    Incomplete,

    /// <summary>The chain is there and does not hold: a signature, a constraint.</summary>
    Broken,
}

/// <summary>Builds the chain of what a server sent. Nothing is fetched: a mail program may not be able to either.</summary>
/// <param name="Verdict">What came of it.</param>
/// <param name="Path">The server's certificate first, then its issuers as far as they are known.</param>
/// <param name="Detail">What the library says of a broken one.</param>
public sealed record ChainTrust(TrustVerdict Verdict, IReadOnlyList<X509Certificate2> Path, string Detail)
{
    private const int LongestPath = 10;

    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    /// <param name="sent">As the server sent them, its own first.</param>
    /// <param name="extra">What the person trusts besides the system's roots.</param>
    /// <param name="now">The moment of the dates.</param>
    public static ChainTrust Judge(IReadOnlyList<X509Certificate2> sent, IReadOnlyList<X509Certificate2> extra, DateTimeOffset now)
    {
        // Who has no issuer in the same file is meant as an anchor, self-signed or not; the others are intermediates.
        var anchors = extra.Where(c => IsSelfIssued(c) || !extra.Any(other => other != c && Issued(other, c))).ToList();
        if (anchors.Exists(a => Same(a, sent[0])))
        {
            return new ChainTrust(TrustVerdict.Trusted, [sent[0]], "");
        }

        // First with all dates right, so that a valid path wins over one with an expired certificate in it.
        var detail = "";
        foreach (var ignoreDates in new[] { false, true })
        {
            foreach (var roots in new List<X509Certificate2>[] { [], anchors })
            {
                if (Build(sent, roots, now, ignoreDates, ref detail) is { } path)
                {
                    return new ChainTrust(TrustVerdict.Trusted, path, "");
                }
            }
        }

        var named = ByNames(sent);
        return new ChainTrust(Doubt(named, extra, anchors), named, detail);
    }

    private static TrustVerdict Doubt(List<X509Certificate2> path, IReadOnlyList<X509Certificate2> extra, List<X509Certificate2> anchors)
    {
        var top = path[^1];
        if (IsSelfIssued(top))
        {
            return path.Count == 1 ? TrustVerdict.SelfSigned
                : anchors.Exists(a => Same(a, top)) ? TrustVerdict.Broken
                : TrustVerdict.UnknownRoot;
        }

        if (anchors.Exists(a => Issued(a, top)))
        {
            return TrustVerdict.Broken;
        }

        // Public authorities name in each certificate where the issuer's is to be had; private ones hardly ever do.
        if (extra.Any(c => Issued(c, top)) || top.Extensions.Any(e => e.Oid?.Value == AuthorityInformationAccess))
        {
            return TrustVerdict.Incomplete;
        }

        return anchors.Count == 0 || SaysRoot(top) || !anchors.Exists(a => SameHouse(a, top)) ? TrustVerdict.UnknownIssuer : TrustVerdict.Incomplete;
    }

    private static List<X509Certificate2>? Build(
        IReadOnlyList<X509Certificate2> sent, List<X509Certificate2> roots, DateTimeOffset now, bool ignoreDates, ref string detail)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationFlags = ignoreDates ? X509VerificationFlags.IgnoreNotTimeValid : X509VerificationFlags.NoFlag;
        policy.ExtraStore.AddRange(sent.Skip(1).ToArray());
        if (roots.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots.ToArray());

            // A root that is none, an intermediate that somebody trusts as such, is an anchor here by its being in the path.
            policy.VerificationFlags |= roots.TrueForAll(IsSelfIssued) ? X509VerificationFlags.NoFlag : X509VerificationFlags.AllowUnknownCertificateAuthority;
        }

        try
        {
            if (!chain.Build(sent[0]))
            {
                detail = string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct());
                return null;
            }
        }
        catch (CryptographicException e)
        {
            detail = e.Message;
            return null;
        }

        // Copies: a chain's own certificates end with it.
        var path = chain.ChainElements.Select(e => X509CertificateLoader.LoadCertificate(e.Certificate.RawDataMemory.Span)).ToList();
        return roots.Count == 0 || path.Exists(c => roots.Any(r => Same(r, c))) ? path : null;
    }

    /// <summary>The path by names alone, for certificates that nobody vouches for.</summary>
    private static List<X509Certificate2> ByNames(IReadOnlyList<X509Certificate2> sent)
    {
        var path = new List<X509Certificate2> { sent[0] };
        while (path.Count < LongestPath && !IsSelfIssued(path[^1]) && sent.FirstOrDefault(c => Issued(c, path[^1]) && !path.Contains(c)) is { } issuer)
        {
            path.Add(issuer);
        }

        return path;
    }

    private static bool IsSelfIssued(X509Certificate2 certificate) => Issued(certificate, certificate);

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate) =>
        issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static bool Same(X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    private static bool SaysRoot(X509Certificate2 certificate) =>
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true).Contains("root", StringComparison.OrdinalIgnoreCase);

    /// <summary>One organisation issues both, as far as they name one.</summary>
    private static bool SameHouse(X509Certificate2 anchor, X509Certificate2 certificate) =>
        Organisation(anchor.SubjectName) is not { } one || Organisation(certificate.IssuerName) is not { } other || string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? Organisation(X500DistinguishedName name)
    {
        const string organisationName = "2.5.4.10";
        try
        {
            return name.EnumerateRelativeDistinguishedNames()
                .FirstOrDefault(r => !r.HasMultipleElements && r.GetSingleElementType().Value == organisationName)?.GetSingleElementValue();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
