namespace Restante.Server.Auth;

/// <summary>Where users and their secrets come from. An extension point: the passwd-file is one of them.</summary>
public interface ICredentialStore
{
    /// <summary>
    /// A secret that nobody's password matches and that costs as much to try as most users' here. Whoever asks for an
    /// unknown user tries this one, so that time does not tell which names exist.
    /// </summary>
    PasswordHash Decoy { get; }

    /// <summary>
    /// What at least one of the secrets can serve now. A mechanism that works for nobody is not announced: clients take
    /// an announcement for a promise and do not try the next.
    /// </summary>
    SecretUses Uses { get; }

    /// <summary>Finds a user by the exact name; null when there is none.</summary>
    /// <exception cref="CredentialStoreException">The store cannot answer; the user may try again.</exception>
    ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation);
}

/// <summary>The store is down. The message is for the operator, never for the client.</summary>
public sealed class CredentialStoreException(string message, Exception? inner = null) : Exception(message, inner);
