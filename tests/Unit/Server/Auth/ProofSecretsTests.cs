using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth;

public sealed class ProofSecretsTests
{
    private readonly FixedCredentials _store = new();

    [Fact]
    public void Stored_keys_are_used_as_they_are()
    {
        var stored = PasswordHash.Create("secret"u8, 4096);
        Assert.Same(stored.Scram, Proofs().Scram("ann", stored, ScramMechanism.Sha256));
    }

    [Fact]
    public void A_password_in_clear_serves_both_hashes_with_salts_that_stay()
    {
        var stored = Hash("{PLAIN}secret");
        var first = Proofs().Scram("ann", stored, ScramMechanism.Sha256);
        var again = Proofs().Scram("ann", stored, ScramMechanism.Sha256);
        Assert.Equal(first.Salt.ToArray(), again.Salt.ToArray());
        Assert.Equal(first.StoredKey.ToArray(), again.StoredKey.ToArray());
        Assert.NotEqual(first.Salt.ToArray(), Proofs().Scram("ann", stored, ScramMechanism.Sha1).Salt.ToArray());
        Assert.True(Hash($"{{SCRAM-SHA-256}}{first.Iterations},{Text(first.Salt)},{Text(first.StoredKey)},{Text(first.ServerKey)}").Verify("secret"u8));
    }

    [Fact]
    public void A_user_nobody_knows_has_a_salt_that_stays_and_looks_like_the_others()
    {
        _store.Add("ann", PasswordHash.Create("secret"u8, 5000).Encode());
        _store.Model = PasswordHash.Create("x"u8, 5000).ToDecoy();
        var first = Proofs().Scram("nobody", null, ScramMechanism.Sha256);
        var again = Proofs().Scram("nobody", null, ScramMechanism.Sha256);
        Assert.Equal(5000, first.Iterations);
        Assert.Equal(16, first.Salt.Length);
        Assert.Equal(first.Salt.ToArray(), again.Salt.ToArray());
        Assert.NotEqual(first.Salt.ToArray(), Proofs().Scram("nobody2", null, ScramMechanism.Sha256).Salt.ToArray());
        Assert.NotEqual(first.Salt.ToArray(), Proofs(7).Scram("nobody", null, ScramMechanism.Sha256).Salt.ToArray());
        Assert.NotEqual(first.StoredKey.ToArray(), again.StoredKey.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{SSHA}3zdoJC6tuTf5MIr5fbPcWlVPTtnmHqYz")]
    public void Whoever_has_no_password_in_clear_has_one_that_nobody_knows(string? stored) =>
        Assert.Equal(ProofSecrets.KeyLength, Proofs().Password(stored is null ? null : Hash(stored)).Length);

    private ProofSecrets Proofs(byte key = 1) => new(_store, Enumerable.Repeat(key, ProofSecrets.KeyLength).ToArray());

    private static string Text(ReadOnlyMemory<byte> octets) => Convert.ToBase64String(octets.Span);

    private static PasswordHash Hash(string text) =>
        PasswordHash.TryParse(text, out var hash, out var fault) ? hash : throw new ArgumentException(fault);
}
