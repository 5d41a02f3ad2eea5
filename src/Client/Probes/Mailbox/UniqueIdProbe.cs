using Restante.Client.Login;
using Restante.Client.Mailbox;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>The form of unique-ids, whether they tell messages apart, and whether UIDL says the same twice in one session.</summary>
internal sealed class UniqueIdProbe(Examination examination, MailboxView view)
{
    /// <summary>The list itself: before any message is fetched.</summary>
    public void JudgeList()
    {
        if (view.Ids is not { } uidl)
        {
            return;
        }

        // A promise that is broken is another finding, and the worse one. An empty mailbox may be told of by -ERR.
        if (uidl.Status.Status == ReplyStatus.Error && (!view.IsEmpty || LoginRefusal.IsUnknownCommand(uidl.Status)) && examination.BestCapabilities?.Has("UIDL") != true)
        {
            examination.Report.Add(MailboxFindings.UidlMissing, $"UIDL: {uidl.Status.Shown}");
        }

        if (uidl.Listings.Illegal is { } illegal)
        {
            examination.Report.Add(MailboxFindings.UidlIllegal, uidl.Listings.IllegalCount > 1 ? $"{illegal} (one of {uidl.Listings.IllegalCount})" : illegal);
        }
    }

    /// <summary>Two with the same: a fault, unless they are the same message twice, which a hash of its text cannot tell apart.</summary>
    public void JudgeDuplicates(IReadOnlyList<Sampled> messages)
    {
        if (view.UniqueIds is not { IllegalCount: 0 } ids || ids.Duplicates().ToList() is not { Count: > 0 } duplicates || examination.Report.Has(MailboxFindings.NumbersNotSequential))
        {
            return;
        }

        var (first, second) = duplicates[0];
        var (one, other) = (Find(messages, ids.Numbers[first]), Find(messages, ids.Numbers[second]));
        var isCopy = one is { IsSound: true } && other is { IsSound: true } && one.Read.Digest.Span.SequenceEqual(other.Read.Digest.Span);
        var seen = $"messages {ids.Numbers[first]} and {ids.Numbers[second]} are both {ids.ShownOf(ids.Numbers[first])}{(duplicates.Count > 1 ? $" ({duplicates.Count} such pairs)" : "")}";
        if (isCopy)
        {
            examination.Report.Add(MailboxFindings.UidlDuplicate, $"{seen}; they are the same, octet by octet",
                "RFC 1939 allows it for copies of one message: programs show one of them.", severity: Severity.Info);
        }
        else
        {
            examination.Report.Add(MailboxFindings.UidlDuplicate, seen);
        }
    }

    private static Sampled? Find(IReadOnlyList<Sampled> messages, int number) => messages.FirstOrDefault(m => m.Number == number);
}
