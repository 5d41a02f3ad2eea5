using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Restante.EndToEnd.Transport;

/// <summary>A root and two intermediates; leaves come with their whole chain, as fullchain.pem has it.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _first;
    private readonly X509Certificate2 _second;

    public TestAuthority()
    {
        _root = Make("CN=Test Root", null, []);
        _first = Make("CN=Test Intermediate 1", _root, []);
        _second = Make("CN=Test Intermediate 2", _first, []);
    }

    /// <summary>Writes NAME.pem (leaf and intermediates) and NAME.key, each in one step.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">The files' name.</param>
    /// <param name="hosts">For subjectAltName; the first is the common name.</param>
    /// <param name="days">How long it is still valid; of a life of 90 days.</param>
    public (string Certificate, string Key) Issue(string folder, string name, string[] hosts, double days = 80)
    {
        using var leaf = Make("CN=" + hosts[0], _second, hosts, days);
        using var key = leaf.GetECDsaPrivateKey()!;
        var (certificateFile, keyFile) = (Path.Combine(folder, name + ".pem"), Path.Combine(folder, name + ".key"));
        Replace(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        Replace(certificateFile, string.Join('\n', new[] { leaf, _second, _first }.Select(c => c.ExportCertificatePem())) + "\n");
        return (certificateFile, keyFile);
    }

    /// <summary>Writes NAME.pem with the root, for those who are to trust it.</summary>
    public string WriteRoot(string folder, string name)
    {
        var file = Path.Combine(folder, name + ".pem");
        Replace(file, _root.ExportCertificatePem() + "\n");
        return file;
    }

    public void Dispose()
    {
        _root.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private static X509Certificate2 Make(string subject, X509Certificate2? issuer, string[] hosts, double days = 99)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(hosts.Length == 0, hasPathLengthConstraint: false, 0, critical: true));
        if (hosts.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var host in hosts)
            {
                if (IPAddress.TryParse(host, out var address))
                {
                    names.AddIpAddress(address);
                }
                else
                {
                    names.AddDnsName(host);
                }
            }

            request.CertificateExtensions.Add(names.Build());
        }

        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(-100), now.AddDays(100));
        }

        var life = hosts.Length == 0 ? 198 : 90;

        // A second may have passed since the issuer's was made, and no certificate outlives that.
        var issuersEnd = new DateTimeOffset(issuer.NotAfter);
        var end = now.AddDays(days) < issuersEnd ? now.AddDays(days) : issuersEnd;
        using var made = request.Create(issuer, now.AddDays(days - life), end, RandomNumberGenerator.GetBytes(12));
        return made.CopyWithPrivateKey(key);
    }

    private static void Replace(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.SetUnixFileMode(file + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(file + ".new", file, overwrite: true);
    }
}
