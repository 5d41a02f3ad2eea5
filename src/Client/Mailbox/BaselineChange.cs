using System.Globalization;

namespace Restante.Client.Mailbox;

/// <summary>Messages that are there under another unique-id than at an earlier run.</summary>
/// <param name="Words">How many of how many since when, and by what they were recognised.</param>
public sealed record BaselineChange(string Words)
{
    /// <summary>By sizes alone fewer messages may be the same by chance: mail of one program often has one size.</summary>
    private const int LeastBySize = 3;

    /// <summary>Null where each message that can be recognised kept its unique-id. Mail that came or went is no change.</summary>
    public static BaselineChange? Find(Baseline before, Baseline now)
    {
        var (was, present) = (Ids(before), Ids(now));
        var gone = before.Messages.Where(m => !present.Contains(m.UniqueId)).ToList();
        var come = now.Messages.Where(m => !was.Contains(m.UniqueId)).ToList();
        if (gone.Count == 0 || come.Count == 0)
        {
            return null;
        }

        var since = before.TakenAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var all = gone.Count == before.Messages.Count;
        var comparable = gone.Where(m => m.MessageId is not null).ToList();
        var found = come.Where(m => m.MessageId is not null).Select(m => m.MessageId!).ToHashSet(StringComparer.Ordinal);
        var same = comparable.Where(m => found.Contains(m.MessageId!)).ToList();
        if (same.Count > 0)
        {
            var example = come.First(m => m.MessageId == same[0].MessageId);
            var compared = Math.Min(comparable.Count, found.Count);
            var how = $"the message {Show(same[0].MessageId!)} was {Show(same[0].UniqueId)} and is {Show(example.UniqueId)}";
            return all && same.Count == compared && come.Count >= gone.Count
                ? new BaselineChange($"all {before.Messages.Count} unique-ids changed since {since}: {same.Count} messages were compared by their Message-ID; {how}")
                : new BaselineChange($"{same.Count} of {before.Messages.Count} unique-ids changed since {since}: {how}");
        }

        // Without Message-IDs on either side: the same sizes in the same order.
        return (comparable.Count == 0 || found.Count == 0) && all && gone.Count >= LeastBySize && gone.Select(m => m.Size).Distinct().Count() >= LeastBySize
            && come.Count >= gone.Count && gone.Zip(come).All(pair => pair.First.Size == pair.Second.Size)
            ? new BaselineChange($"all {before.Messages.Count} unique-ids changed since {since}: the messages have the same sizes in the same order (their Message-IDs are not known)")
            : null;
    }

    private static HashSet<string> Ids(Baseline baseline) => baseline.Messages.Select(m => m.UniqueId).ToHashSet(StringComparer.Ordinal);

    private static string Show(string text) => Protocol.Transcript.ServerLine.Show(System.Text.Encoding.Latin1.GetBytes(text));
}
