namespace Restante.Client;

/// <summary>What a mailbox held at an earlier run: so that unique-ids that changed are noticed.</summary>
/// <param name="TakenAt">When that was.</param>
/// <param name="Messages">In the order of their numbers.</param>
public sealed record Baseline(DateTimeOffset TakenAt, IReadOnlyList<BaselineMessage> Messages);

/// <param name="UniqueId">As UIDL gave it.</param>
/// <param name="Size">Octets as LIST gave them.</param>
/// <param name="MessageId">Its header's field; null where it was not read or is not there.</param>
public sealed record BaselineMessage(string UniqueId, long Size, string? MessageId);
