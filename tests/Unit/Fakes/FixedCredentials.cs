using Restante.Server.Auth;

namespace Restante.Unit.Fakes;

/// <summary>Users in memory, with passwords in clear; may be down.</summary>
public sealed class FixedCredentials : ICredentialStore
{
    private readonly Dictionary<string, Credential> _users = [];

    public bool Down { get; set; }

    /// <summary>What most users' secrets are like.</summary>
    public PasswordHash Model { get; set; } = Hash("{PLAIN}nobody knows this one").ToDecoy();

    public PasswordHash Decoy => Model;

    public SecretUses Uses => _users.Values.Aggregate(SecretUses.None, (uses, user) => uses | user.Secret.Uses);

    /// <param name="name">Who.</param>
    /// <param name="password">In clear, or as <c>{SCHEME}secret</c>, <c>*</c>, <c>!…</c>.</param>
    /// <param name="disabled">The account is closed.</param>
    /// <param name="rules">What it may do.</param>
    public void Add(string name, string password, bool disabled = false, AccountRules? rules = null) =>
        _users[name] = new Credential(name, Hash(password[0] is '{' or '!' or '*' ? password : "{PLAIN}" + password), disabled) { Rules = rules ?? AccountRules.None };

    public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation) => Down
        ? throw new CredentialStoreException("the store of users is down")
        : ValueTask.FromResult(_users.GetValueOrDefault(userName));

    private static PasswordHash Hash(string text) =>
        PasswordHash.TryParse(text, out var hash, out var fault) ? hash : throw new ArgumentException(fault);
}
