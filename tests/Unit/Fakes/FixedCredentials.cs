using Restante.Server.Auth;

namespace Restante.Unit.Fakes;

/// <summary>Users in memory, with passwords in clear; may be down.</summary>
public sealed class FixedCredentials : ICredentialStore
{
    private readonly Dictionary<string, Credential> _users = [];

    public bool Down { get; set; }

    public PasswordHash Decoy { get; } = Hash("{PLAIN}nobody knows this one").ToDecoy();

    public void Add(string name, string password, bool disabled = false) =>
        _users[name] = new Credential(name, Hash("{PLAIN}" + password), disabled);

    public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation) => Down
        ? throw new CredentialStoreException("the store of users is down")
        : ValueTask.FromResult(_users.GetValueOrDefault(userName));

    private static PasswordHash Hash(string text) =>
        PasswordHash.TryParse(text, out var hash, out var fault) ? hash : throw new ArgumentException(fault);
}
