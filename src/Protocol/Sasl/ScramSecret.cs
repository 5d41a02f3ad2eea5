using System.Security.Cryptography;

namespace Restante.Protocol.Sasl;

/// <summary>What a SCRAM server keeps of a password (RFC 5802 §3).</summary>
/// <param name="Algorithm">The hash: SHA1 or SHA256.</param>
/// <param name="Iterations">At least 1; as the store says.</param>
/// <param name="Salt">Sent to the client.</param>
/// <param name="StoredKey">H(ClientKey): checks the client's proof.</param>
/// <param name="ServerKey">Proves to the client that this is the server.</param>
public sealed record ScramSecret(
    HashAlgorithmName Algorithm, int Iterations, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey)
{
    /// <summary>Makes the keys; costs as many rounds as there are iterations.</summary>
    /// <param name="password">As <see cref="PasswordText.Prepare"/> leaves it.</param>
    public static ScramSecret Derive(HashAlgorithmName algorithm, ReadOnlySpan<byte> password, ReadOnlyMemory<byte> salt, int iterations)
    {
        using var keys = ScramKeys.Derive(algorithm, password, salt.Span, iterations);
        return new ScramSecret(algorithm, iterations, salt, keys.StoredKey(), keys.ServerKey.ToArray());
    }

    /// <summary>Without the keys: records print their members.</summary>
    public override string ToString() => $"{Algorithm.Name}, {Iterations} iterations";
}
