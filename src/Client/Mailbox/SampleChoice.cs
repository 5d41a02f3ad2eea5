namespace Restante.Client.Mailbox;

/// <summary>Which messages are fetched: oldest, newest, largest and smallest, and between them as many as the limits allow.</summary>
/// <param name="Numbers">In the order in which they are fetched; the largest is the last.</param>
/// <param name="Partly">One that is too large: a part of it tells how fast it comes; 0 for none.</param>
public sealed record SampleChoice(IReadOnlyList<int> Numbers, int Partly)
{
    /// <summary>For a server whose LIST tells nothing: by numbers alone.</summary>
    private const long UnknownSize = 100_000;

    public static SampleChoice Choose(MailboxView view, int mostMessages, long mostOctets)
    {
        var listed = view.Scan.Listings;
        var places = listed.Count > 0 ? listed.Numbers.Select((number, place) => (Number: number, Size: listed.Sizes[place])).Where(m => m.Number > 0).DistinctBy(m => m.Number).ToList()
            : Enumerable.Range(1, (int)Math.Min(view.Messages ?? view.Ids?.Listings.Count ?? 0, mostMessages)).Select(n => (Number: n, Size: UnknownSize)).ToList();
        if (places.Count == 0)
        {
            return new SampleChoice([], 0);
        }

        var largest = places.MaxBy(m => m.Size);
        var partly = largest.Size > mostOctets ? largest.Number : 0;
        var chosen = new Dictionary<int, long>();
        var octets = 0L;
        foreach (var candidate in Candidates(places, largest, view, mostMessages))
        {
            if (chosen.Count < mostMessages && candidate.Size <= mostOctets - octets && chosen.TryAdd(candidate.Number, candidate.Size))
            {
                octets += candidate.Size;
            }
        }

        return new SampleChoice([.. chosen.OrderBy(m => m.Key == largest.Number).ThenBy(m => m.Key).Select(m => m.Key)], partly);
    }

    private static IEnumerable<(int Number, long Size)> Candidates(List<(int Number, long Size)> places, (int Number, long Size) largest, MailboxView view, int most)
    {
        yield return largest;
        yield return places[0];
        yield return places[^1];
        yield return places.MinBy(m => m.Size);

        // Two with the same unique-id: whether they are the same message.
        if (view.UniqueIds is { } ids && ids.Duplicates().FirstOrDefault() is var (first, second) && second > 0)
        {
            foreach (var twin in places.Where(m => m.Number == ids.Numbers[first] || m.Number == ids.Numbers[second]))
            {
                yield return twin;
            }
        }

        for (var i = 0; i < most; i++)
        {
            yield return places[(int)((long)i * places.Count / most)];
        }

        // Those skipped over for their size leave room.
        foreach (var message in places.Take(10 * most))
        {
            yield return message;
        }
    }
}
