using System.Security.Cryptography;

namespace Restante.Protocol.Sasl;

/// <summary>One of the SCRAM mechanisms (RFC 5802, RFC 7677): a hash, with channel binding or without.</summary>
/// <param name="Name">As AUTH names it.</param>
/// <param name="Algorithm">The hash.</param>
/// <param name="Plus">The exchange is tied to the TLS connection that it runs in.</param>
public sealed record ScramMechanism(string Name, HashAlgorithmName Algorithm, bool Plus)
{
    public static readonly ScramMechanism Sha256Plus = new("SCRAM-SHA-256-PLUS", HashAlgorithmName.SHA256, Plus: true);
    public static readonly ScramMechanism Sha256 = new("SCRAM-SHA-256", HashAlgorithmName.SHA256, Plus: false);
    public static readonly ScramMechanism Sha1Plus = new("SCRAM-SHA-1-PLUS", HashAlgorithmName.SHA1, Plus: true);
    public static readonly ScramMechanism Sha1 = new("SCRAM-SHA-1", HashAlgorithmName.SHA1, Plus: false);
}
