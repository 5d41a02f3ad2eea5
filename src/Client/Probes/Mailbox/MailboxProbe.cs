using Restante.Client.Mailbox;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>The mailbox of the user who logs in: lists, a sample of messages, marks, locks, and the end of a session.</summary>
public sealed class MailboxProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.Options.User is null)
        {
            await QuitProbe.RunAsync(examination, cancellation);
            return;
        }

        await using var session = new MailboxSession(examination);
        if (examination.LoginWorks != true || await session.ReadyAsync(cancellation) is null)
        {
            // Why is found where logins are examined.
            return;
        }

        var reader = new MailboxReader(examination, session);
        if (await ListAsync(examination, reader, cancellation) is not { } view)
        {
            return;
        }

        await ExamineAsync(examination, session, reader, view, cancellation);
        var quit = await session.QuitAsync(cancellation);
        QuitProbe.Judge(examination.Report, quit);
        if (view.Listed is not null)
        {
            await new SecondSessionProbe(examination, view, quitWasAnswered: quit is { IsOk: true }).RunAsync(cancellation);
            if (examination.Options.Destructive && !view.IsEmpty)
            {
                await new DeletionProbe(examination).RunAsync(cancellation);
            }
        }
    }

    private static async Task<MailboxView?> ListAsync(Examination examination, MailboxReader reader, CancellationToken cancellation)
    {
        MailboxView? view = null;
        await examination.StepAsync("STAT, LIST, UIDL", async () =>
        {
            view = await reader.ReadAsync(cancellation);
            if (view is { Listed: not null } && ListJudge.Disagree(view))
            {
                // Mail may have come between two commands: what is wrong stays wrong.
                view = await reader.ReadAsync(cancellation) ?? view;
            }

            return view switch
            {
                null => (false, "no session"),
                { Stat.Answered: false, Scan.Status.Answered: false } => (false, $"STAT: {view.Stat.InWords}"),
                { IsEmpty: true } => (true, "the mailbox is empty: no message to examine"),
                _ => (view.Listed is not null, $"{view.Messages ?? view.Scan.Listings.Count} messages, {view.Octets ?? view.Scan.Listings.Octets} octets"),
            };
        });
        if (view is { Stat.Answered: false, Scan.Status.Answered: false } dead)
        {
            Deny(examination, $"after the login STAT: {dead.Stat.InWords}");
            return null;
        }

        if (view is { Stat.Status: ReplyStatus.Error, Scan.Status.Status: ReplyStatus.Error })
        {
            Deny(examination, $"after the login STAT: {view.Stat.Shown}");
            return null;
        }

        return view;
    }

    private static async Task ExamineAsync(Examination examination, MailboxSession session, MailboxReader reader, MailboxView view, CancellationToken cancellation)
    {
        var lists = new ListJudge(examination.Report);
        lists.Judge(view);
        var ids = new UniqueIdProbe(examination, view);
        ids.JudgeList();
        var messages = new MessageProbe(examination, session, view);
        if (!view.IsEmpty)
        {
            await examination.StepAsync("RETR of a sample", async () =>
            {
                await messages.RunAsync(cancellation);
                return (messages.Messages.All(m => m.Read.IsWhole), Describe(messages.Messages));
            });
        }

        lists.JudgeTotal(view);
        ids.JudgeDuplicates(messages.Messages);
        var top = new TopProbe(examination, session, view, messages.Messages);
        if (!view.IsEmpty)
        {
            await examination.StepAsync("TOP", async () =>
            {
                await top.RunAsync(cancellation);
                return (top.HasTop != false, top.HasTop switch { true => "", false => "refused", _ => "nothing to compare with" });
            });
        }

        await new BaselineProbe(examination, session, view, messages.Messages).RunAsync(top.HasTop == true, cancellation);
        await new LockProbe(examination, session).RunAsync(cancellation);
        await new SingleListingProbe(examination, session, view).RunAsync(cancellation);
        await new MarkProbe(examination, session, reader, view, messages.Messages).RunAsync(cancellation);
    }

    private static string Describe(IReadOnlyList<Sampled> messages)
    {
        var whole = messages.Count(m => m.Read.IsWhole);
        return $"{whole} of {messages.Count} came whole, {messages.Sum(m => m.Read.Octets)} octets";
    }

    /// <summary>The login said +OK and there is no mailbox behind it.</summary>
    private static void Deny(Examination examination, string seen)
    {
        if (!examination.Report.Has(LoginFindings.OkTooEarly))
        {
            examination.Report.Add(LoginFindings.OkTooEarly, seen);
        }
    }
}
