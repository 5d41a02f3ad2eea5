namespace Restante.Server.Auth.Sources;

/// <summary>The users file where there is none, because all users are in other sources.</summary>
internal sealed class NobodyStore : ICredentialStore
{
    public PasswordHash Decoy => PasswordHash.DefaultDecoy;

    public SecretUses Uses => SecretUses.None;

    public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation) => ValueTask.FromResult<Credential?>(null);
}
