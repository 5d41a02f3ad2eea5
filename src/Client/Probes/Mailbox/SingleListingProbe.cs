using System.Text;
using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;
using Restante.Protocol.Transcript;

namespace Restante.Client.Probes.Mailbox;

/// <summary><c>LIST n</c> and <c>UIDL n</c> say what the lists say. Programs search by them: they ask for one message at a time.</summary>
internal sealed class SingleListingProbe(Examination examination, MailboxSession session, MailboxView view)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private bool _outOfStep;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (view.Listed is not { Count: > 0, Malformed: null, WithoutSize: null } listed || examination.Report.Has(MailboxFindings.NumbersNotSequential))
        {
            return;
        }

        int[] numbers = listed.Count == 1 ? [listed.Numbers[0]] : [listed.Numbers[0], listed.Numbers[^1]];
        foreach (var number in numbers)
        {
            var list = await AskAsync("LIST", number, cancellation);
            if (list is { } line && ScanListings.TryParse(line.Span, out _, out var size) && size != listed.SizeOf(number) && await IsAloneAsync(cancellation))
            {
                examination.Report.Add(MailboxFindings.StatListMismatch, $"LIST {number} says {ServerLine.Show(line.Span)}, LIST says {number} {listed.SizeOf(number)}");
            }

            if (view.UniqueIds is { IllegalCount: 0 } ids && await AskAsync("UIDL", number, cancellation) is { } uidl
                && UniqueIdListings.TryParse(uidl.Span, out _, out var id) && ids.TextOf(number) is { } listedId && Encoding.Latin1.GetString(id) != listedId && await IsAloneAsync(cancellation))
            {
                examination.Report.Add(MailboxFindings.UidlChanges, $"UIDL {number} says {ServerLine.Show(uidl.Span)}, UIDL says {number} {ids.ShownOf(number)} for the same message in the same session");
            }

            if (_outOfStep)
            {
                return;
            }
        }
    }

    /// <summary>What stands behind +OK; null where it is not about this message, and upon -ERR.</summary>
    private async Task<ReadOnlyMemory<byte>?> AskAsync(string command, int number, CancellationToken cancellation)
    {
        if (_outOfStep || await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return null;
        }

        var reply = await conversation.AskAsync($"{command} {number}", cancellation);
        if (reply.IsOk && reply.Raw.Length > 4 && UniqueIdListings.TryParse(reply.Raw.Span[4..], out var said, out var rest) && said == number && !rest.IsEmpty)
        {
            return reply.Raw[4..];
        }

        // Without this message's number it may be the first line of the whole list.
        _outOfStep = reply.Status != ReplyStatus.Error;
        if (_outOfStep)
        {
            await session.LoseAsync();
        }

        return null;
    }

    /// <summary>Nothing follows: it was an answer for one message, and not the beginning of the whole list ("+OK 3 messages").</summary>
    private async Task<bool> IsAloneAsync(CancellationToken cancellation)
    {
        if (await session.ReadyAsync(cancellation) is not { } conversation || await conversation.Wire.AwaitMoreAsync(Moment, cancellation) == WireEvent.TimedOut)
        {
            return true;
        }

        _outOfStep = true;
        await session.LoseAsync();
        return false;
    }
}
