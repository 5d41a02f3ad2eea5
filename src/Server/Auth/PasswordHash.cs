using System.Diagnostics.CodeAnalysis;
using Restante.Protocol.Sasl;
using Restante.Server.Auth.Hashes;

namespace Restante.Server.Auth;

/// <summary>
/// A stored secret, in one of the forms that Dovecot and the system use: <c>{SCHEME}secret</c>, with <c>.b64</c> or
/// <c>.hex</c> behind the scheme, or a crypt(3) string as it stands in /etc/shadow.
/// </summary>
public abstract class PasswordHash
{
    /// <summary>
    /// What <see cref="Create"/> spends. RFC 7677 asks for at least 4,096; much more would be spent by each poll of
    /// each client, some of them every minute: 10,000 is about five milliseconds of one core.
    /// </summary>
    public const int DefaultIterations = 10_000;

    /// <summary>For a store that has no user yet.</summary>
    public static PasswordHash DefaultDecoy { get; } = ScramHash.Make([], DefaultIterations).ToDecoy();

    /// <summary>In capitals, without braces; <c>LOCKED</c> for an entry that no password opens.</summary>
    public abstract string Scheme { get; }

    /// <summary>True when no password opens it, and no proof of one.</summary>
    public virtual bool IsLocked => false;

    /// <summary>True when the account was locked (<c>usermod -L</c> and <c>passwd -l</c> put a <c>!</c> there): nothing opens it, no token and no certificate either.</summary>
    public virtual bool IsShut => false;

    /// <summary>What SCRAM works with, where the secret is stored so; null otherwise.</summary>
    public virtual ScramSecret? Scram => null;

    /// <summary>The password in UTF-8, where it is stored in clear (APOP, CRAM-MD5); null otherwise.</summary>
    public virtual ReadOnlyMemory<byte>? Plain => null;

    /// <summary>What it can serve.</summary>
    public SecretUses Uses => (IsLocked, Plain, Scram) switch
    {
        (true, _, _) => SecretUses.None,
        (_, not null, _) => SecretUses.Comparison | SecretUses.Plain | SecretUses.ScramSha1 | SecretUses.ScramSha256,
        (_, _, { } keys) => SecretUses.Comparison | SecretUse.Of(keys.Algorithm),
        _ => SecretUses.Comparison,
    };

    /// <summary>True when this is the password. The time it takes depends on neither the password nor the secret, only on the scheme's cost.</summary>
    public bool Verify(ReadOnlySpan<byte> password) => !password.Contains((byte)0) && Matches(password);

    /// <summary>One of the same scheme and cost that no password matches.</summary>
    public abstract PasswordHash ToDecoy();

    /// <summary>What is stored; a secret itself: not for logs.</summary>
    public abstract string Encode();

    /// <summary>A {SCRAM-SHA-256} secret with a fresh salt: it serves PASS, PLAIN, LOGIN and SCRAM, and does not hold the password.</summary>
    public static PasswordHash Create(ReadOnlySpan<byte> password, int iterations = DefaultIterations) =>
        ScramHash.Make(PasswordText.Prepare(password), iterations);

    /// <param name="text">What is stored.</param>
    /// <param name="hash">The secret, when true is returned.</param>
    /// <param name="fault">Why not, when false is returned; does not repeat the secret.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PasswordHash? hash, [NotNullWhen(false)] out string? fault)
    {
        var read = HashReader.Read(text);
        (hash, fault) = (read.Hash, read.Fault);
        return hash is not null;
    }

    /// <summary>True when this is the password. It holds no NUL: crypt(3) would end at one, and HMAC takes "x" and "x\0" for the same key.</summary>
    protected abstract bool Matches(ReadOnlySpan<byte> password);

    /// <summary>The scheme only: a secret must not reach a log by way of a string.</summary>
    public sealed override string ToString() => $"{{{Scheme}}}";
}
