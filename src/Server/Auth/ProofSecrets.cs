using System.Security.Cryptography;
using System.Text;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth;

/// <summary>
/// What proofs are tried against. Users who do not exist, or whose secret does not serve the mechanism, get something
/// that no proof fits and that looks like everybody's: salts and iterations are sent to whoever asks (RFC 5802 §5.1).
/// </summary>
/// <param name="key">
/// Makes the salts of users who have none stored, the same ones each time: a salt that changed would tell.
/// </param>
public sealed class ProofSecrets(ICredentialStore store, ReadOnlyMemory<byte> key)
{
    public const int KeyLength = 32;

    private const int DefaultSaltLength = 16;

    private readonly byte[] _nobodys = RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>May spend the time of a password's hash: not for the session's thread.</summary>
    public ScramSecret Scram(string user, PasswordHash? stored, ScramMechanism mechanism)
    {
        var algorithm = mechanism.Algorithm;
        if (stored?.Scram is { } keys && keys.Algorithm == algorithm)
        {
            return keys;
        }

        // As most users' secrets are: of their iterations, and derived from a password where theirs are.
        var decoy = store.Decoy;
        var model = decoy.Scram is { } theirs && theirs.Algorithm == algorithm ? theirs : null;
        var iterations = model?.Iterations ?? PasswordHash.DefaultIterations;
        var salt = Salt(user, mechanism, model?.Salt.Length ?? DefaultSaltLength);
        if ((stored?.Plain ?? decoy.Plain) is { } password)
        {
            return Derive(algorithm, password.Span, salt, iterations);
        }

        var length = model?.StoredKey.Length ?? HMACSHA256.HashSizeInBytes;
        return new ScramSecret(algorithm, iterations, salt, RandomNumberGenerator.GetBytes(length), RandomNumberGenerator.GetBytes(length));
    }

    /// <summary>The password of a user who has it stored in clear; one that nobody knows of all others.</summary>
    public ReadOnlyMemory<byte> Password(PasswordHash? stored) => stored?.Plain ?? _nobodys;

    private byte[] Salt(string user, ScramMechanism mechanism, int length)
    {
        // Another hash, another salt: SCRAM-SHA-1 must not tell anything about SCRAM-SHA-256's keys.
        var salt = new byte[length];
        HKDF.Expand(HashAlgorithmName.SHA256, key.Span, salt, Encoding.UTF8.GetBytes($"{mechanism.Algorithm.Name} salt {user}"));
        return salt;
    }

    private static ScramSecret Derive(HashAlgorithmName algorithm, ReadOnlySpan<byte> password, byte[] salt, int iterations)
    {
        var prepared = PasswordText.Prepare(password);
        try
        {
            return ScramSecret.Derive(algorithm, prepared, salt, iterations);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(prepared);
        }
    }
}
