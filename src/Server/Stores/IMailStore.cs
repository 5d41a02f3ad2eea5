namespace Restante.Server.Stores;

/// <summary>
/// Where maildrops live. One store serves all users; implementations are the Maildir store (default), the
/// in-memory store (tests, embedding) and, later, a store shared by many nodes. All of them pass the same
/// contract tests.
/// </summary>
public interface IMailStore
{
    /// <summary>
    /// Takes the exclusive lease on a maildrop and lists it, in one step and without reading a body where sizes
    /// are known (RFC 1939 §4: the lock comes before the +OK).
    /// </summary>
    /// <param name="mailbox">Whose maildrop.</param>
    /// <param name="holder">Who asks; a second asker is told.</param>
    /// <param name="cancellation">Ends the wait; nothing stays locked then.</param>
    /// <exception cref="StoreException">The environment failed: the maildrop is left as it was, and unlocked.</exception>
    ValueTask<OpenOutcome> OpenAsync(MailboxName mailbox, LeaseHolder holder, CancellationToken cancellation);

    /// <summary>
    /// Stores one message. Returns only when it is durable: it then survives a crash of the process and of the machine.
    /// </summary>
    /// <param name="mailbox">Whose maildrop.</param>
    /// <param name="message">The message, read to its end. LF and CRLF are both line ends.</param>
    /// <param name="cancellation">Ends the attempt; a message that is not acknowledged leaves nothing visible behind.</param>
    /// <exception cref="StoreException">The message was not stored; the caller may try again.</exception>
    ValueTask<DeliveryReceipt> DeliverAsync(MailboxName mailbox, Stream message, CancellationToken cancellation);
}

/// <summary>What became of a request for a maildrop: opened, or held by somebody else.</summary>
public abstract record OpenOutcome
{
    private OpenOutcome() { }

    /// <summary>The lease is the caller's until it disposes the maildrop.</summary>
    public sealed record Opened(IMaildrop Maildrop) : OpenOutcome;

    /// <summary>Another session holds it. <paramref name="Holder"/> is null where the store cannot tell who.</summary>
    public sealed record InUse(LeaseHolder? Holder) : OpenOutcome;
}

/// <summary>Who holds a lease.</summary>
/// <param name="SessionId">The session's id as it stands in the greeting and in the log.</param>
/// <param name="Node">The machine's name as it stands in the greeting.</param>
/// <param name="Address">The client's address, as text, without a port.</param>
/// <param name="Since">When the lease was taken.</param>
public sealed record LeaseHolder(string SessionId, string Node, string Address, DateTimeOffset Since);

/// <summary>What a durable delivery is known by.</summary>
/// <param name="UniqueId">The unique-id under which UIDL will show it.</param>
/// <param name="Octets">Its size as RETR will send it.</param>
public sealed record DeliveryReceipt(string UniqueId, long Octets);
