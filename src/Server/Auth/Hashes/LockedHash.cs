namespace Restante.Server.Auth.Hashes;

/// <summary>An entry that no password opens.</summary>
internal sealed class LockedHash(string text) : PasswordHash
{
    public override string Scheme => "LOCKED";

    public override bool IsLocked => true;

    public override bool IsShut => text[(text.IndexOf('}', StringComparison.Ordinal) + 1)..].StartsWith('!');

    protected override bool Matches(ReadOnlySpan<byte> password) => false;

    public override PasswordHash ToDecoy() => DefaultDecoy;

    public override string Encode() => text;
}
