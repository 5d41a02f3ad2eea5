using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Restante.Client.Load;

/// <summary>TLS for connections under load.</summary>
internal static class LoadTls
{
    public static SslStream Handshake(Socket socket, LoadOptions options)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false), leaveInnerStreamOpen: false);
        var chain = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (options.ExtraRoots.Count > 0)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(options.ExtraRoots);
        }

        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = IPAddress.TryParse(options.Host, out _) ? "" : options.Host,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = chain,
            AllowTlsResume = options.Resume,
            RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || options.AnyCertificate,
        };

        stream.AuthenticateAsClient(authentication);
        return stream;
    }
}
