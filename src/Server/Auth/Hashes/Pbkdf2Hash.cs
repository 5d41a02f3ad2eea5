using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Restante.Server.Auth.Hashes;

/// <summary>Dovecot's {PBKDF2}: <c>$1$salt$rounds$hex</c>, PBKDF2 with HMAC-SHA-1; the salt's text is the salt.</summary>
internal sealed class Pbkdf2Hash(byte[] salt, int rounds, byte[] key, string text) : PasswordHash
{
    public override string Scheme => "PBKDF2";

    public static HashRead Read(string secret, string text)
    {
        var parts = secret.Split('$');
        return parts is ["", "1", { Length: > 0 } salt, var rounds, var hex]
            && int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= ScramHash.MaxIterations
            && HashReader.TryDecode(Encoded.Hex, hex, out var key)
            && key.Length == SHA1.HashSizeInBytes
            ? new Pbkdf2Hash(Encoding.UTF8.GetBytes(salt), count, key, text)
            : "{PBKDF2} is not $1$salt$rounds$ and 40 hexadecimal digits";
    }

    protected override bool Matches(ReadOnlySpan<byte> password)
    {
        Span<byte> derived = stackalloc byte[SHA1.HashSizeInBytes];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, derived, rounds, HashAlgorithmName.SHA1);
        return CryptographicOperations.FixedTimeEquals(derived, key);
    }

    public override PasswordHash ToDecoy() => new Pbkdf2Hash(salt, rounds, RandomNumberGenerator.GetBytes(key.Length), "");

    public override string Encode() => text;
}
