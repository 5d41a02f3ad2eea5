using Restante.Client.Login;
using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes.Mailbox;

/// <summary>The mailbox once more, after QUIT: whether unique-ids are what they were.</summary>
internal sealed class SecondSessionProbe(Examination examination, MailboxView before, bool quitWasAnswered)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (examination.Entrance.MustSpareLogins)
        {
            examination.Report.Add(new Report.Step("second session", true, "left out: the server promises a LOGIN-DELAY longer than a step", TimeSpan.Zero));
            return;
        }

        await examination.StepAsync("second session", async () =>
        {
            await using var session = new MailboxSession(examination);
            if (await session.ReadyAsync(cancellation) is null)
            {
                return JudgeRefusal(session.Login);
            }

            var reader = new MailboxReader(examination, session) { WithoutUniqueIds = before.UniqueIds is null };
            var after = await reader.ReadAsync(cancellation);
            if (after is null)
            {
                return (false, "the lists cannot be read");
            }

            var change = Judge(after);
            QuitProbe.Judge(examination.Report, await session.QuitAsync(cancellation));
            return (change is null, change is null ? "as in the first" : $"{change.Changed} of {change.Known} unique-ids differ");
        });
    }

    private UniqueIdChange? Judge(MailboxView after)
    {
        if (UniqueIdChange.Find(before, after) is not { } change)
        {
            return null;
        }

        examination.Report.Add(MailboxFindings.UidlChanges,
            $"{(change.Changed == change.Known ? $"all {change.Known}" : $"{change.Changed} of {change.Known}")} unique-ids changed from one session to the next: {change.Example}");
        return change;
    }

    /// <summary>After a session that ended well nobody should hold the mailbox.</summary>
    private (bool Ok, string Detail) JudgeRefusal(LoggedIn? login)
    {
        if (login?.Decisive is { Result: LoginResult.Locked } refused && quitWasAnswered)
        {
            examination.Report.Add(LoginFindings.Locked, $"after a session that ended with QUIT: {refused.InWords}");
        }

        return (false, login?.Decisive.InWords ?? "no session");
    }
}
