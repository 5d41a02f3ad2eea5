namespace Restante.Server.Auth.Hashes;

/// <summary>An entry that no password opens.</summary>
internal sealed class LockedHash(string text) : PasswordHash
{
    public override string Scheme => "LOCKED";

    public override bool IsLocked => true;

    // In front of all, or behind {CRYPT}.
    public override bool IsShut => text.StartsWith('!') || text.Contains("}!", StringComparison.Ordinal);

    protected override bool Matches(ReadOnlySpan<byte> password) => false;

    public override PasswordHash ToDecoy() => DefaultDecoy;

    public override string Encode() => text;
}
