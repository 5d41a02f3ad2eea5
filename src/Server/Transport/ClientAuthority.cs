using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Restante.Server.Config;

namespace Restante.Server.Transport;

/// <summary>
/// Who may issue certificates of clients, and what in one names the user. Revocation is not looked at: nobody would wait
/// for a list or a responder in a handshake.
/// </summary>
public sealed class ClientAuthority
{
    /// <summary>id-kp-clientAuth (RFC 5280 §4.2.1.12). A certificate without extended key usages is for anything.</summary>
    private static readonly Oid ForClients = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _between = [];
    private readonly ClientNameSource _name;

    /// <param name="issuers">Roots, and what may stand between them and a client's certificate.</param>
    /// <param name="name">What names the user.</param>
    public ClientAuthority(X509Certificate2Collection issuers, ClientNameSource name)
    {
        _name = name;
        foreach (var certificate in issuers)
        {
            (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? _roots : _between).Add(certificate);
        }
    }

    /// <summary>Null where no issuers are named.</summary>
    /// <exception cref="CertificateException">The file cannot be used.</exception>
    public static ClientAuthority? Open(TlsOptions options)
    {
        var file = options.ClientCa;
        if (file.Length == 0)
        {
            return null;
        }

        try
        {
            var issuers = new X509Certificate2Collection();
            issuers.ImportFromPemFile(file);
            var authority = new ClientAuthority(issuers, options.ClientName);
            return authority._roots.Count > 0
                ? authority
                : throw new CertificateException($"{file} cannot be used: it holds no root (a certificate that signed itself)");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{file} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>For the handshake's own check.</summary>
    internal X509ChainPolicy Policy(DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.LocalDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_between);
        policy.ApplicationPolicy.Add(ForClients);
        return policy;
    }

    /// <summary>Null where the client has shown no certificate.</summary>
    internal ClientIdentity? Identify(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is not X509Certificate2 certificate)
        {
            return null;
        }

        var fault = (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None ? null : InWords(chain);
        if (fault is not null)
        {
            return new ClientIdentity(certificate.Subject, [], fault);
        }

        var names = _name == ClientNameSource.Email ? ClientNames.Emails(certificate) : ClientNames.CommonNames(certificate);
        return names.Count > 0
            ? new ClientIdentity(certificate.Subject, names, null)
            : new ClientIdentity(certificate.Subject, [], _name == ClientNameSource.Email ? "no rfc822Name in its subjectAltName" : "no common name");
    }

    private static string InWords(X509Chain? chain)
    {
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        return flags switch
        {
            // NotSignatureValid: somebody else of the same name.
            _ when (flags & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid)) != X509ChainStatusFlags.NoError =>
                "its issuer is not in tls.clientCa",
            _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) => "expired, or not valid yet",
            _ when flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) => "not for clients (extended key usage)",
            _ => flags.ToString(),
        };
    }
}

/// <summary>Who a client is by its certificate.</summary>
/// <param name="Subject">The certificate's subject, for the log.</param>
/// <param name="Names">The users it may be; more than one where the certificate has several such names.</param>
/// <param name="Fault">Why the certificate counts for nothing; null where it counts.</param>
public sealed record ClientIdentity(string Subject, IReadOnlyList<string> Names, string? Fault);
