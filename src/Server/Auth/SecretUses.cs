using System.Security.Cryptography;

namespace Restante.Server.Auth;

/// <summary>What stored secrets can serve.</summary>
[Flags]
public enum SecretUses
{
    None = 0,
    ScramSha1 = 1,
    ScramSha256 = 2,

    /// <summary>The password itself is known: APOP, CRAM-MD5 and DIGEST-MD5 cannot do with less.</summary>
    Plain = 4,

    /// <summary>A password that the client sends can be compared: all but locked ones.</summary>
    Comparison = 8,
}

internal static class SecretUse
{
    public static SecretUses Of(HashAlgorithmName scram) =>
        scram == HashAlgorithmName.SHA1 ? SecretUses.ScramSha1 : SecretUses.ScramSha256;
}
