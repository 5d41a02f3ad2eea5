using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>TOP of a few messages that were fetched, and of one that was not where none came.</summary>
internal sealed class TopProbe(Examination examination, MailboxSession session, MailboxView view, IReadOnlyList<Sampled> messages)
{
    private const int MostMessages = 3;
    private const long Beyond = 1_000_000;

    /// <summary>Null before it was asked, and where no answer came.</summary>
    public bool? HasTop { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var comparable = messages.Where(m => m.IsSound && m.Read is { HeaderLines: >= 0, BareLfLines: 0 } read && read.Octets > 0)
            .OrderBy(m => m.Read.Octets > MessageReader.Kept).ThenByDescending(m => Math.Min(2, m.Read.Lines - m.Read.HeaderLines - 1)).Take(MostMessages).ToList();
        if (comparable.Count == 0)
        {
            await AskOnlyAsync(cancellation);
            return;
        }

        foreach (var message in comparable)
        {
            // Each kind of count once, the header alone each time; the whole message only of a small one.
            long[] counts = message != comparable[0] ? [0] : message.Read.Octets <= MessageReader.Kept ? [0, 1, Beyond] : [0, 1];
            foreach (var lines in counts)
            {
                if (!await CompareAsync(message, lines, cancellation))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Nothing to compare with: only whether the command is there.</summary>
    private async Task AskOnlyAsync(CancellationToken cancellation)
    {
        var number = view.Scan.Listings.Count > 0 ? view.Scan.Listings.Numbers[0] : 1;
        if (!view.IsEmpty && messages.Count > 0 && await session.ReadyAsync(cancellation) is { } conversation)
        {
            var read = await conversation.AskMessageAsync($"TOP {number} 0", MessageReader.Kept, examination.Options.Timeout, cancellation);
            if (read.Status.Status == ReplyStatus.Error && !messages.Any(m => m.Number == number && m.Read.Status.Status == ReplyStatus.Error))
            {
                Miss(read.Status);
            }

            if (!read.IsWhole && read.Status.Status != ReplyStatus.Error)
            {
                await session.LoseAsync();
            }
        }
    }

    /// <summary>False where asking on makes no sense.</summary>
    private async Task<bool> CompareAsync(Sampled message, long lines, CancellationToken cancellation)
    {
        if (await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return false;
        }

        var command = $"TOP {message.Number} {lines}";
        var top = await conversation.AskMessageAsync(command, message.Read.Octets + MessageReader.Kept, examination.Options.Timeout * 6, cancellation);
        switch (top)
        {
            case { IsWhole: true }:
                HasTop = true;
                var wrong = TopJudge.Judge(message.Read, top, lines);
                if (wrong is not null && !conversation.Wire.Unread.IsEmpty && ServerReply.StatusOf(conversation.Wire.Unread.Span) == ReplyStatus.Bad)
                {
                    examination.Report.Add(ReplyFindings.NotDotStuffed, $"{command}: a line that is a single dot ends it early");
                    await session.LoseAsync();
                }
                else if (top.FirstUnstuffed > 0)
                {
                    examination.Report.Add(ReplyFindings.NotDotStuffed, $"{command}: line {top.FirstUnstuffed} begins with a single dot");
                }
                else if (wrong is not null)
                {
                    examination.Report.Add(MailboxFindings.TopWrong, $"{command} sends {wrong.Words}", severity: wrong.Severity);
                }

                return true;
            case { Status.Status: ReplyStatus.Error } when HasTop == true:
                examination.Report.Add(MailboxFindings.TopWrong, $"{command} is refused, others are not: {top.Status.Shown}");
                return true;
            case { Status.Status: ReplyStatus.Error } when lines > 0:
                return false;
            case { Status.Status: ReplyStatus.Error }:
                return await IsOnlyZeroRefusedAsync(conversation, message, top.Status, cancellation);
            case { Status.IsOk: true, End: MultiLineEnd.GivenUp }:
                break;
            case { Status.IsOk: true, AtLineStart: true } when top.Octets >= LengthOf(message, lines):
                examination.Report.Add(ReplyFindings.MissingTerminator, $"{command}: {top.Octets} octets came, and no final dot");
                break;
            case { Status.Status: not ReplyStatus.Bad and not ReplyStatus.Challenge }:
                examination.Report.Add(MailboxFindings.TopWrong, $"{command}: {(top.Status.IsOk ? $"the answer stops after {top.Octets} octets" : top.Status.InWords)}");
                break;
            default:
                break;
        }

        await session.LoseAsync();
        return false;
    }

    private async Task<bool> IsOnlyZeroRefusedAsync(Pop3Conversation conversation, Sampled message, ServerReply refusal, CancellationToken cancellation)
    {
        var again = await conversation.AskMessageAsync($"TOP {message.Number} 1", message.Read.Octets + MessageReader.Kept, examination.Options.Timeout * 6, cancellation);
        if (again.IsWhole)
        {
            HasTop = true;
            examination.Report.Add(MailboxFindings.TopWrong, $"TOP {message.Number} 0 is refused, TOP {message.Number} 1 is not: {refusal.Shown}");
            return true;
        }

        Miss(refusal);
        return false;
    }

    private void Miss(ServerReply refusal)
    {
        HasTop = false;

        // A promise that is broken is another finding, and the worse one.
        if (examination.BestCapabilities?.Has("TOP") != true)
        {
            examination.Report.Add(MailboxFindings.TopMissing, $"TOP: {refusal.Shown}");
        }
    }

    /// <summary>Octets of the header, and of so many lines behind it, as far as they are known.</summary>
    private static long LengthOf(Sampled message, long lines)
    {
        var left = message.Read.HeaderLines + 1 + lines;
        var kept = message.Read.Beginning.Span;
        var length = 0L;
        while (left-- > 0 && kept.IndexOf((byte)'\n') is >= 0 and var end)
        {
            length += end + 1;
            kept = kept[(end + 1)..];
        }

        return length;
    }
}
