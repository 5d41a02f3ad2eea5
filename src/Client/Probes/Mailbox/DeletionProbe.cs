using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>
/// With --destructive only: marks the smallest message and drops the connection, which must delete nothing; then marks it
/// and says QUIT, which must delete it and nothing else.
/// </summary>
internal sealed class DeletionProbe(Examination examination)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (examination.Entrance.MustSpareLogins)
        {
            return;
        }

        await examination.StepAsync("DELE without QUIT", () => WithoutQuitAsync(cancellation));
        if (!examination.Report.Has(MailboxFindings.DeleWithoutQuit) && !examination.Report.Has(MailboxFindings.NumbersShiftAfterDele))
        {
            await examination.StepAsync("DELE and QUIT", () => WithQuitAsync(cancellation));
        }
    }

    private async Task<(bool Ok, string Detail)> WithoutQuitAsync(CancellationToken cancellation)
    {
        await using var first = new MailboxSession(examination);
        if (await MarkAsync(first, cancellation) is not ({ } before, var number, true))
        {
            return (true, "nothing to delete, or DELE is refused");
        }

        await first.LoseAsync();
        await using var second = new MailboxSession(examination);
        var after = await new MailboxReader(examination, second).ReadAsync(cancellation);
        if (after?.Listed is null)
        {
            return (false, "the mailbox cannot be read afterwards");
        }

        var isGone = IsGone(before, after, number);
        if (isGone)
        {
            examination.Report.Add(MailboxFindings.DeleWithoutQuit, $"{Describe(before, number)} was marked, the connection dropped, and the message is gone");
        }

        QuitProbe.Judge(examination.Report, await second.QuitAsync(cancellation));
        return (!isGone, isGone ? "the message is gone" : "the message is still there, as it should be");
    }

    private async Task<(bool Ok, string Detail)> WithQuitAsync(CancellationToken cancellation)
    {
        await using var first = new MailboxSession(examination);
        if (await MarkAsync(first, cancellation) is not ({ } before, var number, true))
        {
            return (true, "nothing to delete, or DELE is refused");
        }

        var quit = await first.QuitAsync(cancellation);
        await using var second = new MailboxSession(examination);
        var after = await new MailboxReader(examination, second).ReadAsync(cancellation);
        if (after?.Listed is null)
        {
            return (false, "the mailbox cannot be read afterwards");
        }

        var isGone = IsGone(before, after, number);
        if (quit?.IsOk == true && !isGone)
        {
            examination.Report.Add(MailboxFindings.QuitUnanswered, $"{Describe(before, number)} was marked, QUIT says {quit.Shown}, and the message is still there",
                "QUIT says +OK though the deletion was not done: programs that delete after fetching fetch the same messages again at each check.", severity: Report.Severity.Error);
        }
        else if (quit?.IsOk != true)
        {
            QuitProbe.Judge(examination.Report, quit);
        }

        if (isGone && LostIds(before, after, number) is { } lost)
        {
            examination.Report.Add(MailboxFindings.UidlChanges, lost);
        }

        QuitProbe.Judge(examination.Report, await second.QuitAsync(cancellation));
        return (isGone, isGone ? "the message is gone, as it should be" : "the message is still there");
    }

    /// <summary>The lists before, which message, and whether it is marked.</summary>
    private async Task<(MailboxView? Before, int Number, bool Marked)> MarkAsync(MailboxSession session, CancellationToken cancellation)
    {
        if (await new MailboxReader(examination, session).ReadAsync(cancellation) is not { Listed: { Count: > 0, Malformed: null } listed } before
            || await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return default;
        }

        var number = listed.Numbers[listed.Sizes.Index().MinBy(size => size.Item).Index];
        var reply = await conversation.AskAsync($"DELE {number}", cancellation);
        if (!reply.IsOk)
        {
            await session.QuitAsync(cancellation);
        }

        return (before, number, reply.IsOk);
    }

    /// <summary>By its unique-id where there are any; else by the count.</summary>
    private static bool IsGone(MailboxView before, MailboxView after, int number) =>
        before.UniqueIds?.TextOf(number) is { } id && after.UniqueIds is { } ids && before.UniqueIds.Duplicates().Any() == false
            ? !Enumerable.Range(0, ids.Count).Any(place => ids.TextAt(place) == id) || after.Listed!.Count < before.Listed!.Count
            : after.Listed!.Count < before.Listed!.Count;

    /// <summary>Unique-ids that are made of numbers move with them.</summary>
    private static string? LostIds(MailboxView before, MailboxView after, int number)
    {
        if (before.UniqueIds is not { } was || after.UniqueIds is not { } now || now.Count < was.Count - 1)
        {
            return null;
        }

        var present = now.Texts();
        var gone = was.Numbers.Index().Where(m => m.Item != number && !present.Contains(was.TextAt(m.Index))).Select(m => m.Item).ToList();
        return gone.Count == 0 && !present.Contains(was.TextOf(number)!) ? null
            : $"after message {number} was deleted, {(gone.Count > 0 ? $"message {gone[0]} has another unique-id than {was.ShownOf(gone[0])}" : $"its unique-id {was.ShownOf(number)} belongs to another message")}";
    }

    private static string Describe(MailboxView view, int number) =>
        $"message {number} ({view.Scan.Listings.SizeOf(number)} octets{(view.UniqueIds?.ShownOf(number) is { } id ? $", unique-id {id}" : "")})";
}
