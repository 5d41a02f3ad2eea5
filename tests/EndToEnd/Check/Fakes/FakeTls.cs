using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>A certificate and its chain, and how TLS is spoken with it.</summary>
/// <param name="Leaf">With its key.</param>
/// <param name="Chain">What is sent behind it.</param>
/// <param name="Root">Whom a client must trust.</param>
internal sealed record FakeTls(X509Certificate2 Leaf, X509Certificate2Collection Chain, X509Certificate2 Root)
{
    public SslProtocols Protocols { get; init; } = SslProtocols.None;

    private static readonly Lazy<X509Certificate2> SharedRoot = new(() => Make("CN=Fake Root", null, null, 3650, -10));

    private static readonly Lazy<X509Certificate2> SharedIntermediate = new(() => Make("CN=Fake Intermediate", SharedRoot.Value, null, 3000, -9));

    /// <summary>For 127.0.0.1, localhost and pop.example.com, valid for long, by an intermediate that is sent along.</summary>
    public static FakeTls Healthy() => Issue();

    /// <param name="days">Until it expires; negative for one that has.</param>
    /// <param name="since">Days from now on from which it is valid.</param>
    /// <param name="names">DNS names; null for those of a healthy one, with the address.</param>
    /// <param name="sendChain">Sends the intermediate.</param>
    public static FakeTls Issue(double days = 300, double since = -30, string[]? names = null, bool sendChain = true)
    {
        var leaf = Make("CN=" + (names?[0] ?? "pop.example.com"), SharedIntermediate.Value, names ?? ["pop.example.com", "localhost", "127.0.0.1"], days, since);
        return new FakeTls(leaf, sendChain ? [SharedIntermediate.Value] : [], SharedRoot.Value);
    }

    public static FakeTls SelfSigned()
    {
        var leaf = Make("CN=pop.example.com", null, ["pop.example.com", "localhost", "127.0.0.1"], 300, -30);
        return new FakeTls(leaf, [], SharedRoot.Value);
    }

    public SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(Leaf, Chain, offline: true),
        EnabledSslProtocols = Protocols,
    };

    private static X509Certificate2 Make(string subject, X509Certificate2? issuer, string[]? names, double days, double since)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(names is null, hasPathLengthConstraint: false, 0, critical: true));
        if (names is not null)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names)
            {
                if (IPAddress.TryParse(name, out var address))
                {
                    alternatives.AddIpAddress(address);
                }
                else
                {
                    alternatives.AddDnsName(name);
                }
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(since), now.AddDays(days));
        }

        using var made = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!),
            now.AddDays(since), now.AddDays(days), RandomNumberGenerator.GetBytes(12));
        return made.CopyWithPrivateKey(key);
    }
}
