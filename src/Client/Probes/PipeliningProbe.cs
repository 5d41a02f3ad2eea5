using Restante.Client.Login;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>Several commands in one write, where PIPELINING is promised: all answered, in order?</summary>
public sealed class PipeliningProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        // A machine that fails, as one of several does, would look like it.
        if (examination.Report.Has(FleetFindings.MachineFails) || examination.BestWay is not { } way
            || examination.BestCapabilities?.Has("PIPELINING") != true || examination.IsTalkative || examination.Report.Has(ReplyFindings.MissingTerminator))
        {
            return;
        }

        await examination.StepAsync("pipelining before login", async () =>
        {
            await using var opened = await examination.OpenAsync(way, cancellation);
            return opened.IsReady ? await JudgeAsync(examination, opened.Ready, BeforeLoginAsync, cancellation) : (false, opened.Why);
        });
        if (examination.LoginWorks != true || examination.Report.Has(ReplyFindings.PipeliningBroken))
        {
            return;
        }

        await examination.StepAsync("pipelining after login", async () =>
        {
            var session = await examination.LogInAsync(cancellation);
            if (!session.IsIn)
            {
                LoginVerdict.ReportLater(examination, session, examination.BestWay!.ToString());
                return (false, session.Decisive.InWords);
            }

            var (ok, detail) = await JudgeAsync(examination, session.Session, AfterLoginAsync, cancellation);
            if (ok)
            {
                await examination.LeaveAsync(session, cancellation);
            }
            else
            {
                await session.DisposeAsync();
            }

            return (ok, detail);
        });
    }

    private static async Task<(bool Ok, string Detail)> JudgeAsync(
        Examination examination, Pop3Conversation conversation, Func<Pop3Conversation, CancellationToken, Task<string?>> run, CancellationToken cancellation)
    {
        var broken = await run(conversation, cancellation);
        if (broken is null)
        {
            return (true, "");
        }

        examination.Report.Add(ReplyFindings.PipeliningBroken, broken);
        return (false, broken);
    }

    /// <summary>CAPA thrice: the only command of this state that every server with PIPELINING knows and that changes nothing.</summary>
    private static async Task<string?> BeforeLoginAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        const int commands = 3;
        await conversation.SendOctetsAsync("CAPA\r\nCAPA\r\nCAPA\r\n"u8.ToArray(), "CAPA, CAPA, CAPA (one write)", cancellation);
        for (var answered = 0; answered < commands; answered++)
        {
            var status = await conversation.ReadReplyAsync(cancellation);
            var list = status.IsOk ? await conversation.ReadListAsync(status, ReadLimits.CapabilityLines, cancellation) : null;
            if (list is not { IsWhole: true })
            {
                return $"CAPA three times in one write: {answered} answered, then {(list is null ? status.InWords : ListEnds.InWords(list))}";
            }
        }

        await Examination.QuitAsync(conversation, cancellation);
        return null;
    }

    private static async Task<string?> AfterLoginAsync(Pop3Conversation session, CancellationToken cancellation)
    {
        var stat = await session.AskAsync("STAT", cancellation);
        var noop = await session.AskAsync("NOOP", cancellation);
        if (!stat.IsOk || !noop.IsOk)
        {
            return null;
        }

        await session.SendOctetsAsync("NOOP\r\nSTAT\r\nNOOP\r\nSTAT\r\n"u8.ToArray(), "NOOP, STAT, NOOP, STAT (one write)", cancellation);
        var expected = new[] { noop, stat, noop, stat };
        for (var answered = 0; answered < expected.Length; answered++)
        {
            var reply = await session.ReadReplyAsync(cancellation);
            if (!reply.Answered)
            {
                return $"NOOP, STAT, NOOP, STAT in one write: {answered} answered, then {reply.InWords}";
            }

            // Mail may arrive between two STATs of some servers; its form stays.
            var isStat = answered % 2 == 1;
            if (!reply.IsOk || (isStat != IsStat(reply) && IsStat(stat) && !IsStat(noop)))
            {
                return $"NOOP, STAT, NOOP, STAT in one write: answer {answered + 1} is {reply.Shown}, alone it was {expected[answered].Shown}";
            }
        }

        return null;
    }

    private static bool IsStat(ServerReply reply) => reply.Text.Split(' ') is [var count, var octets, ..] && count.All(char.IsAsciiDigit) && octets.All(char.IsAsciiDigit)
        && count.Length > 0 && octets.Length > 0;
}
