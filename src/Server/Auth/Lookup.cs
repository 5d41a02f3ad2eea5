using Restante.Server.Stores;

namespace Restante.Server.Auth;

/// <summary>What the store said of a user who wants in.</summary>
public abstract record Lookup
{
    private Lookup() { }

    /// <param name="Credential">Null for a user who does not exist: the exchange goes on all the same.</param>
    /// <param name="Mailbox">Meaningless where there is no credential.</param>
    public sealed record Answered(Credential? Credential, MailboxName Mailbox) : Lookup
    {
        /// <summary>The user's stored secret; null where there is none that opens anything.</summary>
        public PasswordHash? Secret => Credential is { Secret.IsLocked: false } ? Credential.Secret : null;
    }

    public sealed record Unavailable(string Reason) : Lookup;
}
