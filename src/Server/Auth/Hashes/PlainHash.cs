using System.Security.Cryptography;

namespace Restante.Server.Auth.Hashes;

/// <summary>{PLAIN}: the password itself.</summary>
internal sealed class PlainHash(byte[] password, string text) : PasswordHash
{
    public override string Scheme => "PLAIN";

    public override ReadOnlyMemory<byte>? Plain => password;

    protected override bool Matches(ReadOnlySpan<byte> given)
    {
        // Digests first: a comparison of the passwords themselves would tell by its time whether the length is right.
        Span<byte> mine = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> theirs = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(password, mine);
        SHA256.HashData(given, theirs);
        return CryptographicOperations.FixedTimeEquals(mine, theirs);
    }

    public override PasswordHash ToDecoy()
    {
        var nobodys = RandomNumberGenerator.GetBytes(32);
        return new PlainHash(nobodys, "{PLAIN.b64}" + Convert.ToBase64String(nobodys));
    }

    public override string Encode() => text;
}
