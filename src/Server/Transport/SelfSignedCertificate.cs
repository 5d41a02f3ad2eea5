using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Restante.Server.Files;

namespace Restante.Server.Transport;

/// <summary>The certificate of a server that nobody has given one: good for trying, and for a client that pins it.</summary>
public static class SelfSignedCertificate
{
    /// <summary>The longest that Apple's and other clients take from a certificate of any kind.</summary>
    public const int ValidDays = 825;

    private const UnixFileMode KeyMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode CertificateMode = KeyMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes and stores a pair in PEM, durably, unless both files are there.</summary>
    /// <returns>True when a pair was made.</returns>
    /// <exception cref="IOException">The files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The files cannot be written.</exception>
    public static bool Ensure(string certificatePath, string keyPath, string hostname, TimeProvider time)
    {
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            return false;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Create(key, hostname, time.GetUtcNow());
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(keyPath))!);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(certificatePath))!);

        // The key first: a certificate without its key looks finished to whoever comes next.
        DurableFile.Replace(keyPath, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), KeyMode);
        DurableFile.Replace(certificatePath, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"), CertificateMode);
        return true;
    }

    private static X509Certificate2 Create(ECDsa key, string hostname, DateTimeOffset now)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={hostname}"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { hostname, "localhost" }.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            names.AddDnsName(name);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "TLS server")], critical: false));

        // An hour back: the first client's clock may be a little slow.
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(ValidDays).AddHours(-1));
    }
}
