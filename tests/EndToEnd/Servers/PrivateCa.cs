using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Restante.EndToEnd.Servers;

/// <summary>An authority of a test's own: for an authorization server, and for clients.</summary>
internal sealed class PrivateCa : IDisposable
{
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _between;
    private readonly string _folder;

    /// <param name="folder">Where its files go.</param>
    /// <param name="name">Their name's beginning.</param>
    public PrivateCa(string folder, string name = "ca")
    {
        _folder = folder;
        RootFile = Path.Combine(folder, name + ".pem");
        _root = Make("CN=Test Authority", null, ca: true, request => { }, 100);
        _between = Make("CN=Test Intermediate", _root, ca: true, request => { }, 99);
        File.WriteAllText(RootFile, _root.ExportCertificatePem() + "\n");
    }

    /// <summary>The root alone, in PEM.</summary>
    public string RootFile { get; }

    /// <summary>For a server on loopback, whole with its key.</summary>
    public X509Certificate2 IssueForLocalhost()
    {
        using var leaf = Make("CN=localhost", _root, ca: false, request => Names(request, ForServers, a => a.AddDnsName("localhost")), 30);
        return X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A client's certificate with what links it to the root, and its key, as PEM files.</summary>
    /// <param name="commonName">Its subject.</param>
    /// <param name="email">rfc822Name.</param>
    /// <param name="use">Its extended key usage.</param>
    /// <param name="days">How long it is still good; negative for one that has ended.</param>
    public (string Certificate, string Key) IssueForClient(string commonName, string email, string use = ForClients, int days = 30)
    {
        using var leaf = Make("CN=" + commonName, _between, ca: false, request => Names(request, use, a => a.AddEmailAddress(email)), days);
        using var key = leaf.GetECDsaPrivateKey()!;
        var file = Path.Combine(_folder, $"client-{Guid.NewGuid():N}");
        File.WriteAllText(file + ".pem", leaf.ExportCertificatePem() + "\n" + _between.ExportCertificatePem() + "\n");
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem() + "\n");
        File.SetUnixFileMode(file + ".key", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (file + ".pem", file + ".key");
    }

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
    }

    private static void Names(CertificateRequest request, string use, Action<SubjectAlternativeNameBuilder> add)
    {
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        add(names);
        request.CertificateExtensions.Add(names.Build());
    }

    private static X509Certificate2 Make(string subject, X509Certificate2? issuer, bool ca, Action<CertificateRequest> extend, int days)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(ca, hasPathLengthConstraint: false, 0, critical: true));
        extend(request);
        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(-100), now.AddDays(days));
        }

        using var made = request.Create(issuer, now.AddDays(-90), now.AddDays(days), RandomNumberGenerator.GetBytes(12));
        return made.CopyWithPrivateKey(key);
    }
}
