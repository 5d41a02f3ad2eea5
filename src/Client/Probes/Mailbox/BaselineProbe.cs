using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>Unique-ids against those of an earlier run: whether the messages that are still there kept theirs.</summary>
internal sealed class BaselineProbe(Examination examination, MailboxSession session, MailboxView view, IReadOnlyList<Sampled> messages)
{
    /// <summary>Headers read in one run for their Message-IDs; those that are known from before are not read again.</summary>
    private const int MostHeaders = 200;

    public async Task RunAsync(bool hasTop, CancellationToken cancellation)
    {
        if (!examination.Options.KeepBaseline || view.UniqueIds is not { IllegalCount: 0 } ids || view.Listed is not { } listed)
        {
            return;
        }

        await examination.StepAsync("unique-ids of an earlier run", async () =>
        {
            var places = Enumerable.Range(Math.Max(0, ids.Count - Baseline.MostMessages), Math.Min(ids.Count, Baseline.MostMessages)).ToList();
            var messageIds = await FindMessageIdsAsync(ids, listed, places, hasTop, cancellation);
            var now = new Baseline(examination.Time.GetUtcNow(),
                [.. places.Select(p => new BaselineMessage(ids.TextAt(p), listed.SizeOf(ids.Numbers[p]) ?? 0, messageIds.GetValueOrDefault(ids.Numbers[p])))]);
            examination.NextBaseline = now;
            if (examination.Options.Baseline is not { } before)
            {
                return (true, $"none yet; {now.Messages.Count} are kept");
            }

            if (BaselineChange.Find(before, now) is not { } change)
            {
                return (true, $"{before.Messages.Count} were known, {now.Messages.Count} are kept");
            }

            examination.Report.Add(MailboxFindings.UidlChanges, change.Words);
            return (false, change.Words);
        });
    }

    /// <summary>By number: from the last run where the unique-id is known, from messages that were fetched, then from headers.</summary>
    private async Task<Dictionary<int, string>> FindMessageIdsAsync(UniqueIdListings ids, ScanListings listed, List<int> places, bool hasTop, CancellationToken cancellation)
    {
        var found = new Dictionary<int, string>();
        var known = (examination.Options.Baseline?.Messages ?? []).DistinctBy(m => m.UniqueId).ToDictionary(m => m.UniqueId, StringComparer.Ordinal);
        foreach (var place in places)
        {
            if (known.GetValueOrDefault(ids.TextAt(place)) is { MessageId: { } id })
            {
                found[ids.Numbers[place]] = id;
            }
        }

        foreach (var message in messages.Where(m => m.IsSound))
        {
            if (MessageIdField.Find(message.Read.Beginning.Span) is { } id)
            {
                found[message.Number] = id;
            }
        }

        if (hasTop)
        {
            // First those that may be a known message under another unique-id.
            var sizes = known.Values.Where(m => m.MessageId is not null).Select(m => m.Size).ToHashSet();
            var asked = messages.Where(m => m.IsSound).Select(m => m.Number).ToHashSet();
            var candidates = places.Where(p => !found.ContainsKey(ids.Numbers[p]) && !asked.Contains(ids.Numbers[p]))
                .OrderByDescending(p => sizes.Contains(listed.SizeOf(ids.Numbers[p]) ?? -1)).ThenByDescending(p => p).Select(p => ids.Numbers[p]).Take(MostHeaders).ToList();
            await ReadHeadersAsync(candidates, found, cancellation);
        }

        return found;
    }

    private async Task ReadHeadersAsync(List<int> numbers, Dictionary<int, string> found, CancellationToken cancellation)
    {
        var started = examination.Time.GetTimestamp();
        foreach (var number in numbers)
        {
            if (examination.Time.GetElapsedTime(started) > examination.Options.Timeout * ReadLimits.ListPatience
                || await session.ReadyAsync(cancellation) is not { } conversation)
            {
                return;
            }

            var header = await conversation.AskMessageAsync($"TOP {number} 0", MessageReader.Kept, examination.Options.Timeout, cancellation);
            if (!header.IsWhole && header.Status.Status != ReplyStatus.Error)
            {
                await session.LoseAsync();
                return;
            }

            if (MessageIdField.Find(header.Beginning.Span) is { } id)
            {
                found[number] = id;
            }
        }
    }
}
