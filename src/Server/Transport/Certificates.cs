using System.Net.Security;
using Restante.Server.Config;

namespace Restante.Server.Transport;

/// <summary>All certificates of a configuration: the default one, and those for other names.</summary>
public sealed class Certificates
{
    private readonly CertificatePair[] _pairs;

    /// <exception cref="CertificateException">The files of a pair cannot be used.</exception>
    public Certificates(TlsOptions options) =>
        _pairs = [new CertificatePair(options.Certificate, options.Key), .. options.More.Select(m => new CertificatePair(m.Certificate, m.Key))];

    public IReadOnlyList<CertificatePair> Pairs => _pairs;

    /// <summary>
    /// For the name that a client asks for (SNI, RFC 6066 §3): a certificate with that very name, else one with a
    /// wildcard for it, else the default. A name that nobody knows is no reason to refuse: many a client asks for an
    /// alias, or for an address, and decides for itself what it thinks of the answer.
    /// </summary>
    /// <param name="host">Empty where the client names none.</param>
    public SslStreamCertificateContext For(string host)
    {
        if (host.Length == 0 || _pairs.Length == 1)
        {
            return _pairs[0].Context;
        }

        host = CertificateNames.Ascii(host);
        var pair = Array.Find(_pairs, p => p.Names.Contain(host)) ?? Array.Find(_pairs, p => p.Names.ContainWildcardFor(host)) ?? _pairs[0];
        return pair.Context;
    }
}
