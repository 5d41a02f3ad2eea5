namespace Restante.Client.Mailbox;

/// <summary>Messages that two sessions saw under different unique-ids.</summary>
/// <param name="Changed">How many.</param>
/// <param name="Known">How many the first session knew.</param>
/// <param name="Example">One of them, fit to be shown.</param>
public sealed record UniqueIdChange(int Changed, int Known, string Example)
{
    /// <summary>
    /// Null where unique-ids stayed. Mail may come and go between two sessions: a message counts only where one unique-id
    /// vanished and another appeared at the same number with the same size.
    /// </summary>
    public static UniqueIdChange? Find(MailboxView before, MailboxView after)
    {
        if (before.UniqueIds is not { } was || after.UniqueIds is not { } now || Same(was, now))
        {
            return null;
        }

        var old = was.Texts();
        var present = now.Texts();
        var (changed, example) = (0, "");
        for (var place = 0; place < was.Count; place++)
        {
            var number = was.Numbers[place];
            if (now.TextOf(number) is { } id && !present.Contains(was.TextAt(place)) && !old.Contains(id)
                && before.Scan.Listings.SizeOf(number) == after.Scan.Listings.SizeOf(number))
            {
                example = changed++ == 0 ? $"message {number} had {was.ShownOf(number)} and has {now.ShownOf(number)}" : example;
            }
        }

        return changed == 0 ? null : new UniqueIdChange(changed, was.Count, example);
    }

    private static bool Same(UniqueIdListings was, UniqueIdListings now)
    {
        for (var place = 0; place < was.Count; place++)
        {
            if (place >= now.Count || !was.At(place).SequenceEqual(now.At(place)))
            {
                return false;
            }
        }

        return true;
    }
}
