using System.Security.Cryptography;

namespace Restante.Server.Auth;

/// <summary>What stored secrets can serve beside a comparison with a password that the client sends.</summary>
[Flags]
public enum SecretUses
{
    None = 0,
    ScramSha1 = 1,
    ScramSha256 = 2,

    /// <summary>The password itself is known: APOP, CRAM-MD5 and DIGEST-MD5 cannot do with less.</summary>
    Plain = 4,
}

internal static class SecretUse
{
    public static SecretUses Of(HashAlgorithmName scram) =>
        scram == HashAlgorithmName.SHA1 ? SecretUses.ScramSha1 : SecretUses.ScramSha256;
}
