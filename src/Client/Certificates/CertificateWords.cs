using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Restante.Protocol.Transcript;

namespace Restante.Client.Certificates;

/// <summary>What stands in a certificate, as it may be shown: it was made by strangers.</summary>
public static class CertificateWords
{
    private const int MostNames = 10;

    /// <summary>Whom it is for: the common name, else the whole subject.</summary>
    public static string Subject(X509Certificate2 certificate) => Show(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), certificate.Subject);

    /// <summary>Who issued it.</summary>
    public static string Issuer(X509Certificate2 certificate) => Show(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true), certificate.Issuer);

    /// <summary>The names and addresses it is for, as one text.</summary>
    public static string Names(X509Certificate2 certificate)
    {
        var names = AlternativeNames(certificate);
        return names.Count switch
        {
            0 => $"no name (common name: {Subject(certificate)})",
            <= MostNames => string.Join(", ", names),
            _ => $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more",
        };
    }

    /// <summary>The names and addresses of its subjectAltName; none where it has none, or it cannot be read.</summary>
    public static IReadOnlyList<string> AlternativeNames(X509Certificate2 certificate)
    {
        try
        {
            return [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).Select(Escape)];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    public static string Serial(X509Certificate2 certificate) => certificate.SerialNumber.ToLowerInvariant();

    public static string Date(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Show(string simple, string whole) => Escape(simple.Length > 0 ? simple : whole.Length > 0 ? whole : "(no name)");

    private static string Escape(string text) => ClientLine.Escape(Encoding.UTF8.GetBytes(text));
}
