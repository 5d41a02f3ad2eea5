using System.Security.Cryptography;

namespace Restante.Protocol.Sasl;

/// <summary>The keys that follow from a password (RFC 5802 §3); zeroed on dispose.</summary>
internal sealed class ScramKeys : IDisposable
{
    private readonly HashAlgorithmName _algorithm;
    private readonly byte[] _clientKey;
    private readonly byte[] _serverKey;

    private ScramKeys(HashAlgorithmName algorithm, byte[] clientKey, byte[] serverKey) =>
        (_algorithm, _clientKey, _serverKey) = (algorithm, clientKey, serverKey);

    public ReadOnlySpan<byte> ServerKey => _serverKey;

    public static ScramKeys Derive(HashAlgorithmName algorithm, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, algorithm, HashLength(algorithm));
        try
        {
            return new ScramKeys(
                algorithm,
                CryptographicOperations.HmacData(algorithm, salted, "Client Key"u8),
                CryptographicOperations.HmacData(algorithm, salted, "Server Key"u8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salted);
        }
    }

    public byte[] StoredKey() => CryptographicOperations.HashData(_algorithm, _clientKey);

    /// <summary>ClientKey XOR HMAC(StoredKey, AuthMessage).</summary>
    public byte[] Proof(ReadOnlySpan<byte> authMessage)
    {
        var proof = Sign(_algorithm, StoredKey(), authMessage);
        Xor(proof, _clientKey);
        return proof;
    }

    /// <summary>True when the proof was made from the password whose keys these are. Takes the same time either way.</summary>
    public static bool Proves(ScramSecret secret, ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        var clientKey = Sign(secret.Algorithm, secret.StoredKey.Span, authMessage);
        if (proof.Length != clientKey.Length)
        {
            return false;
        }

        Xor(clientKey, proof);
        var storedKey = CryptographicOperations.HashData(secret.Algorithm, clientKey);
        // Whoever has ClientKey can log in: it is worth the password.
        CryptographicOperations.ZeroMemory(clientKey);
        return CryptographicOperations.FixedTimeEquals(storedKey, secret.StoredKey.Span);
    }

    public static byte[] Sign(HashAlgorithmName algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> authMessage) =>
        CryptographicOperations.HmacData(algorithm, key, authMessage);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_clientKey);
        CryptographicOperations.ZeroMemory(_serverKey);
    }

    private static int HashLength(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] ^= with[i];
        }
    }
}
