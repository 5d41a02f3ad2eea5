using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Files;

namespace Restante.Server.Transport;

/// <summary>
/// A certificate, its chain and its key from two PEM files. Read again when one of them changes; a pair that cannot be
/// read leaves the last good one in use.
/// </summary>
public sealed class CertificatePair
{
    private readonly string _key;
    private volatile Loaded _current;
    private (FileState?, FileState?) _seen;

    /// <exception cref="CertificateException">The files cannot be used.</exception>
    public CertificatePair(string certificate, string key)
    {
        File = certificate;
        _key = key;
        _seen = Stamp();
        _current = Load();
    }

    /// <summary>Where the certificate lies.</summary>
    public string File { get; }

    /// <summary>What the next handshake uses.</summary>
    public SslStreamCertificateContext Context => _current.Context;

    public CertificateNames Names => _current.Names;

    /// <summary>Reads the files again if one of them is not what it was. True when they were read.</summary>
    /// <exception cref="CertificateException">They cannot be used; the last good pair stays.</exception>
    public bool ReloadIfChanged()
    {
        var stamp = Stamp();
        if (stamp == _seen)
        {
            return false;
        }

        _seen = stamp;
        _current = Load();
        return true;
    }

    private (FileState?, FileState?) Stamp() => (FileState.Of(File), FileState.Of(_key));

    private Loaded Load()
    {
        try
        {
            using var fromPem = X509Certificate2.CreateFromPemFile(File, _key);
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(File);
            var chain = new X509Certificate2Collection(all.Skip(1).ToArray());

            // Offline: a chain that is not in the file is the operator's to mend, not the network's to fetch.
            var context = SslStreamCertificateContext.Create(new X509Certificate2(fromPem), chain, offline: true);
            return new Loaded(context, CertificateNames.Of(fromPem));
        }
        // ArgumentException: the key is not the certificate's, as for a moment while both are being replaced.
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{File} and {_key} cannot be used: {e.Message}", e);
        }
    }

    private sealed record Loaded(SslStreamCertificateContext Context, CertificateNames Names);
}

/// <summary>A certificate or key that cannot be used. The message names the files.</summary>
public sealed class CertificateException(string message, Exception? inner = null) : Exception(message, inner);
