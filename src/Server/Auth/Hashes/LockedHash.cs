namespace Restante.Server.Auth.Hashes;

/// <summary>An entry that no password opens.</summary>
internal sealed class LockedHash(string text) : PasswordHash
{
    public override string Scheme => "LOCKED";

    public override bool IsLocked => true;

    public override bool Verify(ReadOnlySpan<byte> password) => false;

    public override PasswordHash ToDecoy() => DefaultDecoy;

    public override string Encode() => text;
}
