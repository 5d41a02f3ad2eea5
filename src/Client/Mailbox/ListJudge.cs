using Restante.Client.Report;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Mailbox;

/// <summary>Holds STAT, LIST and UIDL against each other. One cause, one finding.</summary>
public sealed class ListJudge(CheckReport report)
{
    /// <summary>Numbers and counts: the totals of octets wait until messages were seen.</summary>
    public void Judge(MailboxView view)
    {
        JudgeForm(view);
        if (Counts(view) is { Count: > 1 } counts && counts.Any(c => c.Count == 0) && counts.Any(c => c.Count > 0))
        {
            report.Add(MailboxFindings.EmptyThoughNot, Show(counts));
            return;
        }

        // Numbers that are wrong make the counts differ too.
        if (!JudgeNumbers(view))
        {
            JudgeCounts(view);
        }
    }

    /// <summary>The counts do not agree, or the totals: worth another look, for mail may have come between two commands.</summary>
    public static bool Disagree(MailboxView view) =>
        Counts(view).Select(c => c.Count).Distinct().Count() > 1 || (view.Listed is { } listed && view.Octets is { } octets && listed.Octets != octets);

    /// <summary>STAT's total of octets against LIST's, where no size was found wrong: that would be the cause.</summary>
    public void JudgeTotal(MailboxView view)
    {
        if (view.Listed is not { Malformed: null } listed || view.Octets is not { } octets || octets == listed.Octets || view.Messages != listed.Count
            || report.Has(MailboxFindings.SizeMismatch) || report.Has(MailboxFindings.EmptyThoughNot) || report.Has(MailboxFindings.NumbersNotSequential))
        {
            return;
        }

        const decimal Wrap = 1L << 32;
        var words = listed.Octets >= Wrap && Math.Abs(octets - listed.Octets) % Wrap == 0 ? ": a sum in 32 bits" : "";
        report.Add(MailboxFindings.StatListMismatch, $"STAT says {octets} octets, LIST's sizes make {listed.Octets}{words}",
            "Programs that show how much is to be fetched, or that check what they fetched by it, are misled. Messages are not lost by this.");
    }

    private static List<(string Command, long Count)> Counts(MailboxView view)
    {
        var counts = new List<(string, long)>();
        if (view.Messages is { } messages)
        {
            counts.Add(("STAT", messages));
        }

        if (view.Listed is { } listed)
        {
            counts.Add(("LIST", listed.Count));
        }

        if (view.UniqueIds is { } ids)
        {
            counts.Add(("UIDL", ids.Count));
        }

        return counts;
    }

    private static string Show(List<(string Command, long Count)> counts) =>
        string.Join(", ", counts.Select(c => $"{c.Command} {c.Count} {(c.Count == 1 ? "message" : "messages")}"));

    private void JudgeForm(MailboxView view)
    {
        var others = view.Scan.Listings.Count > 0 || view.Ids is { Listings.Count: > 0 };
        if (view.Stat.Answered && view.Stat.Status != Wire.ReplyStatus.Bad && view.Messages is null && others)
        {
            report.Add(MailboxFindings.StatListMismatch, $"STAT: {view.Stat.Shown}");
        }
        else if (!view.Stat.Answered && others)
        {
            report.Add(MailboxFindings.StatListMismatch, $"STAT: {view.Stat.InWords}");
        }

        if (view.Messages > 0 && view.Scan.Status is { IsOk: false, Status: not Wire.ReplyStatus.Bad } refused)
        {
            report.Add(MailboxFindings.StatListMismatch, $"STAT says {view.Messages} messages; LIST: {refused.InWords}");
        }

        if (view.Scan.Listings.WithoutSize is { } size)
        {
            report.Add(MailboxFindings.SizeMismatch, $"LIST has a line without a size: {size}");
        }

        if (view.Scan.Listings.Malformed is { } line)
        {
            report.Add(MailboxFindings.StatListMismatch, $"LIST has a line that is no message number with a size: {line}");
        }
    }

    private bool JudgeNumbers(MailboxView view)
    {
        var found = view.Scan.IsWhole && view.Scan.Listings.Malformed is null ? NumberOrder.Judge("LIST", view.Scan.Listings.Numbers, view.Messages) : null;
        found ??= view.UniqueIds is { IllegalCount: 0 } ids ? NumberOrder.Judge("UIDL", ids.Numbers, view.Messages ?? view.Listed?.Count) : null;
        if (found is not null)
        {
            report.Add(MailboxFindings.NumbersNotSequential, found.Words,
                found.IsOnlyOrder ? "All messages are there, in another order. Programs that take the first line for message 1 go wrong." : null,
                severity: found.IsOnlyOrder ? Severity.Warning : null);
        }

        return found is { IsOnlyOrder: false };
    }

    private void JudgeCounts(MailboxView view)
    {
        var counts = Counts(view);
        if (view.Scan.Listings.Malformed is not null)
        {
            counts.RemoveAll(c => c.Command == "LIST");
        }

        if (view.Ids is { Listings.IllegalCount: > 0 })
        {
            counts.RemoveAll(c => c.Command == "UIDL");
        }

        if (counts.Select(c => c.Count).Distinct().Count() > 1)
        {
            report.Add(MailboxFindings.StatListMismatch, Show(counts));
        }
        else if (view is { Messages: 0, Octets: > 0 })
        {
            report.Add(MailboxFindings.StatListMismatch, $"STAT says 0 messages with {view.Octets} octets");
        }
    }
}
