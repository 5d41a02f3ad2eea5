using System.Security.Cryptography;

namespace Restante.Server.Auth.Hashes;

/// <summary>One round of a digest, with a salt behind it or without: read for the sake of old files, never written.</summary>
internal sealed class DigestHash(DigestScheme scheme, byte[] digest, byte[] salt, string text) : PasswordHash
{
    public override string Scheme => scheme.Name;

    public static DigestScheme? Find(string name) => DigestScheme.All.FirstOrDefault(s => s.Name == name);

    protected override bool Matches(ReadOnlySpan<byte> password)
    {
        using var hash = IncrementalHash.CreateHash(scheme.Algorithm);
        hash.AppendData(password);
        hash.AppendData(salt);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), digest);
    }

    public override PasswordHash ToDecoy() => new DigestHash(scheme, RandomNumberGenerator.GetBytes(digest.Length), salt, "");

    public override string Encode() => text;
}

internal sealed record DigestScheme(string Name, HashAlgorithmName Algorithm, int Length, bool Salted)
{
    public static readonly IReadOnlyList<DigestScheme> All =
    [
        new("SSHA512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes, Salted: true),
        new("SSHA256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes, Salted: true),
        new("SSHA", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes, Salted: true),
        new("SHA512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes, Salted: false),
        new("SHA256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes, Salted: false),
        new("SHA", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes, Salted: false),
        new("SHA1", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes, Salted: false),
    ];

    public HashRead Read(Encoded encoding, string secret, string text)
    {
        // Without a suffix Dovecot takes a digest of exactly the right length for hexadecimal, all else for base64.
        var written = encoding != Encoded.Plain ? encoding : !Salted && secret.Length == Length * 2 ? Encoded.Hex : Encoded.Base64;
        if (!HashReader.TryDecode(written, secret, out var octets))
        {
            return $"{{{Name}}}: neither base64 nor hexadecimal";
        }

        return octets.Length == Length || (Salted && octets.Length > Length)
            ? new DigestHash(this, octets[..Length], octets[Length..], text)
            : $"{{{Name}}} has {octets.Length} octets, but the digest alone has {Length}";
    }
}
