using System.Globalization;
using System.Security.Cryptography;
using Restante.Protocol.Sasl;

namespace Restante.Server.Auth.Hashes;

/// <summary>{SCRAM-SHA-1} and {SCRAM-SHA-256} as Dovecot writes them: iterations, salt, StoredKey and ServerKey.</summary>
internal sealed class ScramHash(string scheme, ScramSecret secret) : PasswordHash
{
    /// <summary>Beyond this a login takes minutes: a slip of the pen, or somebody who wants the server busy.</summary>
    public const int MaxIterations = 10_000_000;

    private const int SaltLength = 16;
    private const int MaxKeyLength = SHA256.HashSizeInBytes;

    public override string Scheme => scheme;

    public override ScramSecret Scram => secret;

    public static ScramHash Make(ReadOnlySpan<byte> password, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 4096);
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new ScramHash("SCRAM-SHA-256", ScramSecret.Derive(HashAlgorithmName.SHA256, password, salt, iterations));
    }

    public static HashRead Read(string scheme, string secret)
    {
        var algorithm = scheme == "SCRAM-SHA-1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var length = scheme == "SCRAM-SHA-1" ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;
        var parts = secret.Split(',');
        if (parts.Length != 4
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || !HashReader.TryDecode(Encoded.Base64, parts[1], out var salt)
            || !HashReader.TryDecode(Encoded.Base64, parts[2], out var storedKey)
            || !HashReader.TryDecode(Encoded.Base64, parts[3], out var serverKey))
        {
            return $"{{{scheme}}} is not iterations,salt,storedkey,serverkey";
        }

        if (iterations is < 1 or > MaxIterations || storedKey.Length != length || serverKey.Length != length || salt.Length == 0)
        {
            return $"{{{scheme}}} has a key of the wrong length or an impossible number of iterations";
        }

        return new ScramHash(scheme, new ScramSecret(algorithm, iterations, salt, storedKey, serverKey));
    }

    protected override bool Matches(ReadOnlySpan<byte> password)
    {
        // As it is, too: Dovecot does not prepare what it hashes.
        var prepared = PasswordText.Prepare(password);
        return MatchesExactly(prepared) || (!password.SequenceEqual(prepared) && MatchesExactly(password));
    }

    public override PasswordHash ToDecoy()
    {
        var length = secret.StoredKey.Length;
        return new ScramHash(scheme, secret with
        {
            Salt = RandomNumberGenerator.GetBytes(secret.Salt.Length),
            StoredKey = RandomNumberGenerator.GetBytes(length),
            ServerKey = RandomNumberGenerator.GetBytes(length),
        });
    }

    public override string Encode() => string.Create(CultureInfo.InvariantCulture,
        $"{{{scheme}}}{secret.Iterations},{Convert.ToBase64String(secret.Salt.Span)},{Convert.ToBase64String(secret.StoredKey.Span)},{Convert.ToBase64String(secret.ServerKey.Span)}");

    private bool MatchesExactly(ReadOnlySpan<byte> password)
    {
        // RFC 5802 §3: StoredKey = H(HMAC(Hi(password, salt, i), "Client Key")).
        var length = secret.StoredKey.Length;
        var salted = (stackalloc byte[MaxKeyLength])[..length];
        var clientKey = (stackalloc byte[MaxKeyLength])[..length];
        var storedKey = (stackalloc byte[MaxKeyLength])[..length];
        Rfc2898DeriveBytes.Pbkdf2(password, secret.Salt.Span, salted, secret.Iterations, secret.Algorithm);
        CryptographicOperations.HmacData(secret.Algorithm, salted, "Client Key"u8, clientKey);
        CryptographicOperations.HashData(secret.Algorithm, clientKey, storedKey);
        var equal = CryptographicOperations.FixedTimeEquals(storedKey, secret.StoredKey.Span);
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return equal;
    }
}
