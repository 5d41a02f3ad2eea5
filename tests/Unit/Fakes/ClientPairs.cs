using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Config;
using Restante.Server.Transport;

namespace Restante.Unit.Fakes;

/// <summary>
/// Certificates of clients, by an authority that tests trust and by one they do not. They hold around the standing clock
/// of the tests (2026-11-21), except the one that has ended by then.
/// </summary>
internal static class ClientPairs
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 Root = MakeRoot("CN=Clients");
    private static readonly X509Certificate2 Stranger = MakeRoot("CN=Clients");

    private static readonly Dictionary<string, X509Certificate2?> Pairs = new(StringComparer.Ordinal)
    {
        ["none"] = null,
        ["ann"] = Issue("ann"),
        ["bob"] = Issue("bob"),
        ["two"] = Issue("ann", "bob"),
        ["nameless"] = Issue(),
        ["stranger"] = Issue(Stranger, ForClients, 400, "ann"),
        ["server"] = Issue(Root, ForServers, 400, "ann"),
        ["ended"] = Issue(Root, ForClients, 100, "ann"),
    };

    /// <summary>Names users by rfc822Name.</summary>
    public static ClientAuthority Authority { get; } = new([Root], ClientNameSource.Email);

    public static ClientAuthority ByCommonName { get; } = new([Root], ClientNameSource.CommonName);

    public static X509Certificate2? Find(string name) => Pairs[name];

    private static X509Certificate2 Issue(params string[] names) => Issue(Root, ForClients, 400, names);

    private static X509Certificate2 Issue(X509Certificate2 issuer, string use, int days, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=carol,O=Test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddDnsName("desk.example");
        Array.ForEach(names, alternatives.AddEmailAddress);
        request.CertificateExtensions.Add(alternatives.Build());
        using var made = request.Create(issuer, Start, Start.AddDays(days), RandomNumberGenerator.GetBytes(12));
        return X509CertificateLoader.LoadPkcs12(made.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 MakeRoot(string subject)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Start, Start.AddDays(500));
    }
}
