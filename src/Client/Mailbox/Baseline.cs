namespace Restante.Client.Mailbox;

/// <summary>What a mailbox held at an earlier run: so that unique-ids that changed are noticed.</summary>
/// <param name="TakenAt">When that was.</param>
/// <param name="Messages">In the order of their numbers; of a mailbox with very many the newest.</param>
public sealed record Baseline(DateTimeOffset TakenAt, IReadOnlyList<BaselineMessage> Messages)
{
    /// <summary>More are not kept from one run to the next.</summary>
    public const int MostMessages = 100_000;
}

/// <param name="UniqueId">As UIDL gave it; octets as Latin-1.</param>
/// <param name="Size">Octets as LIST gave them; 0 where it did not.</param>
/// <param name="MessageId">Its header's field; null where it was not read or is not there.</param>
public sealed record BaselineMessage(string UniqueId, long Size, string? MessageId);
