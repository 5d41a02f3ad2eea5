using Restante.Client.Login;
using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>A second session while the first has the mailbox: it should be refused (RFC 1939 §4).</summary>
internal sealed class LockProbe(Examination examination, MailboxSession session)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        // A refusal stands in the server's log as a failed login: not every few minutes.
        if (examination.Entrance.MustSpareLogins || examination.Options.Monitoring || examination.BestWay is not { } way
            || await session.ReadyAsync(cancellation) is not { } first || session.Login?.Decisive.Method is not { } method)
        {
            return;
        }

        await examination.StepAsync("a second session at the same time", async () =>
        {
            // The first one must be there still, or the second tells nothing.
            if (await first.AskAsync("NOOP", cancellation) is { Answered: false })
            {
                await session.LoseAsync();
                return (true, "the first session is over");
            }

            await using var second = await examination.Entrance.LogInAsync(way, method, cancellation, isBeside: true);
            if (!second.IsIn)
            {
                return (true, second.Decisive.Result == LoginResult.Locked ? "refused, as it should be" : $"not let in: {second.Decisive.InWords}");
            }

            // Some servers say +OK and find out about the lock afterwards.
            var stat = await second.Session.AskAsync("STAT", cancellation);
            if (!stat.IsOk)
            {
                return (true, $"let in, then {stat.InWords}");
            }

            var still = await first.AskAsync("STAT", cancellation);
            examination.Report.Add(MailboxFindings.NoLock, still.IsOk
                ? $"two sessions read the mailbox at once: STAT says {still.Shown} and {stat.Shown}"
                : $"the second session is let in, and the first gets {still.InWords}");
            await Examination.QuitAsync(second.Session, cancellation);
            if (!still.IsOk)
            {
                await session.LoseAsync();
            }

            return (false, "both have the mailbox");
        });
    }
}
