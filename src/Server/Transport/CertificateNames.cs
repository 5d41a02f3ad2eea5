using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Restante.Server.Transport;

/// <summary>The host names a certificate is for: those in its subjectAltName, or its common name where it has none.</summary>
public sealed class CertificateNames
{
    private static readonly IdnMapping Idn = new();

    private readonly string[] _names;

    private CertificateNames(string[] names) => _names = names;

    public static CertificateNames Of(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).ToArray();
        return new CertificateNames(alternatives.Length > 0 ? alternatives : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)]);
    }

    /// <param name="host">As <see cref="Ascii"/> writes it.</param>
    public bool Contain(string host) => _names.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>True where <c>*</c> in place of the first label is one of the names, and of no other label (RFC 6125 §6.4.3).</summary>
    /// <param name="host">As <see cref="Ascii"/> writes it.</param>
    public bool ContainWildcardFor(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Contain("*" + host[dot..]);
    }

    /// <summary>A name that a client asks for, as certificates write it: .NET hands it over in Unicode.</summary>
    public static string Ascii(string host)
    {
        try
        {
            return Idn.GetAscii(host);
        }
        catch (ArgumentException)
        {
            // No host name (SNI is whatever the client writes): no certificate is for it.
            return host;
        }
    }

    public override string ToString() => string.Join(',', _names);
}
