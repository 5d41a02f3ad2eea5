using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>How a session ends.</summary>
internal static class QuitProbe
{
    /// <summary>Where nobody logs in: QUIT in the AUTHORIZATION state.</summary>
    public static async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.BestWay is not { } way)
        {
            return;
        }

        await using var opened = await examination.OpenAsync(way, cancellation);
        if (opened.IsReady)
        {
            await examination.StepAsync("QUIT", async () =>
            {
                var reply = await opened.Ready.AskAsync("QUIT", cancellation);
                Judge(examination.Report, reply);
                return (reply.IsOk, reply.InWords);
            });
        }
    }

    /// <summary>Adds a finding where the answer is missing, or is -ERR though nothing was to be deleted; null is no QUIT.</summary>
    public static void Judge(CheckReport report, ServerReply? reply)
    {
        if (reply is { Status: ReplyStatus.TimedOut or ReplyStatus.Closed or ReplyStatus.Broken or ReplyStatus.Error })
        {
            report.Add(MailboxFindings.QuitUnanswered, $"QUIT: {reply.InWords}");
        }
    }
}
