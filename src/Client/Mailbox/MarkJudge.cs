namespace Restante.Client.Mailbox;

/// <summary>What became of the lists after one message was marked for deletion (RFC 1939 §5, DELE).</summary>
public enum MarkEffect
{
    /// <summary>It is gone from the lists, and all others are as they were.</summary>
    Gone,

    /// <summary>Nothing changed: it is still listed.</summary>
    StillListed,

    /// <summary>Others have another number than before, or are gone too.</summary>
    Shifted,
}

/// <summary>Compares lists before and after DELE and RSET.</summary>
public static class MarkJudge
{
    /// <param name="words">What changed that should not; empty unless it is <see cref="MarkEffect.Shifted"/>.</param>
    public static MarkEffect Judge(MailboxView before, MailboxView after, int marked, out string words)
    {
        words = "";
        var known = new Lazy<HashSet<string>>(() => before.UniqueIds?.Texts() ?? []);
        foreach (var number in before.Scan.Listings.Numbers)
        {
            if (number != marked && Changed(before, after, number, known) is { } change)
            {
                words = change;
                return MarkEffect.Shifted;
            }
        }

        // All others are in their places: where one stands at the marked one's number, it is itself.
        return (after.Listed ?? before.Listed)!.Has(marked) ? MarkEffect.StillListed : MarkEffect.Gone;
    }

    /// <summary>All that was there is there again, numbers, sizes and unique-ids; mail that came meanwhile may stand behind.</summary>
    public static bool IsUndone(MailboxView before, MailboxView after)
    {
        var known = new Lazy<HashSet<string>>(() => before.UniqueIds?.Texts() ?? []);
        return before.Scan.Listings.Numbers.All(number => Changed(before, after, number, known) is null)
            && (after.Messages is null || before.Messages is null || after.Messages >= before.Messages);
    }

    private static string? Changed(MailboxView before, MailboxView after, int number, Lazy<HashSet<string>> known)
    {
        if (after.Listed is { } listed)
        {
            var (was, now) = (before.Scan.Listings.SizeOf(number), listed.SizeOf(number));
            if (!listed.Has(number))
            {
                return $"message {number} is not listed any more";
            }

            if (was != now)
            {
                return $"message {number} had {was} octets and has {now}";
            }
        }

        if (before.UniqueIds is not { } ids || after.UniqueIds is not { } later || ids.TextOf(number) is not { } id || later.TextOf(number) is not { } other || other == id)
        {
            return null;
        }

        // One that nobody had before is made anew at each UIDL: another fault, found elsewhere.
        return known.Value.Contains(other) ? $"message {number} had the unique-id {ids.ShownOf(number)} and has {later.ShownOf(number)}" : null;
    }
}
