using System.Collections.Concurrent;

namespace Restante.Server.Stores.Memory;

/// <summary>
/// Maildrops in memory, for tests and for programs that embed the server. It keeps the whole contract; what goes wrong
/// with real stores can be made to go wrong here (<see cref="MemoryMailbox"/>).
/// </summary>
/// <param name="time">The clock that says when a message arrives; null for the system's.</param>
public sealed class MemoryMailStore(TimeProvider? time = null) : IMailStore
{
    private readonly ConcurrentDictionary<MailboxName, MemoryMailbox> _mailboxes = new();

    /// <summary>A user's mailbox, empty when nobody asked for it before.</summary>
    public MemoryMailbox this[MailboxName name] => _mailboxes.GetOrAdd(name, _ => new MemoryMailbox(time ?? TimeProvider.System));

    /// <summary>Puts a message at the end of a mailbox.</summary>
    /// <param name="mailbox">Whose.</param>
    /// <param name="message">Its octets; copied.</param>
    /// <param name="uniqueId">1 to 70 octets of 0x21 to 0x7E, not used before in this mailbox; null for one of ours.</param>
    /// <returns>The unique-id.</returns>
    /// <exception cref="ArgumentException">The unique-id is not legal, or was used before.</exception>
    public string Add(MailboxName mailbox, ReadOnlySpan<byte> message, string? uniqueId = null) => this[mailbox].Add(message, uniqueId);

    public ValueTask<OpenOutcome> OpenAsync(MailboxName mailbox, LeaseHolder holder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(this[mailbox].Open(holder));
    }

    public async ValueTask<DeliveryReceipt> DeliverAsync(MailboxName mailbox, Stream message, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await message.CopyToAsync(content, cancellation);
        var octets = content.GetBuffer().AsMemory(0, (int)content.Length);
        return this[mailbox].Deliver(octets.Span);
    }
}
