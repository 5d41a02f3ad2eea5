using Restante.Client.Mailbox;
using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>
/// Marks one message for deletion, looks at the others, and takes it back. The session may end with QUIT only where that
/// verifiably worked. The message is one that came whole before: should the server delete at once, it was small and had
/// been read.
/// </summary>
internal sealed class MarkProbe(Examination examination, MailboxSession session, MailboxReader reader, MailboxView view, IReadOnlyList<Sampled> messages)
{
    private CheckReport Report => examination.Report;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (Choose() is not { } message || await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return;
        }

        await examination.StepAsync("DELE and RSET", async () =>
        {
            var reply = await conversation.AskAsync($"DELE {message.Number}", cancellation);
            if (reply.Status == ReplyStatus.Error)
            {
                return (true, $"DELE is refused: {reply.Shown}");
            }

            if (!reply.IsOk)
            {
                await session.LoseAsync();
                return (false, $"DELE {message.Number}: {reply.InWords}");
            }

            return await LookAsync(conversation, message, cancellation);
        });
    }

    /// <summary>The smallest that came whole and has others behind it.</summary>
    private Sampled? Choose() => view.Listed is { Count: > 1, Malformed: null, WithoutSize: null } listed && !Report.Has(MailboxFindings.NumbersNotSequential)
        ? messages.Where(m => m.IsSound && m.Number < listed.Numbers[^1]).MinBy(m => m.Read.Octets) : null;

    private async Task<(bool Ok, string Detail)> LookAsync(Pop3Conversation conversation, Sampled marked, CancellationToken cancellation)
    {
        if (await ReadAsync(conversation, cancellation) is not { } after)
        {
            await session.LoseAsync();
            return (false, $"after DELE {marked.Number} the lists cannot be read");
        }

        var effect = MarkJudge.Judge(view, after, marked.Number, out var words);
        if (effect != MarkEffect.Shifted && await HasAnotherTextAsync(conversation, marked, cancellation) is { } text)
        {
            (effect, words) = (MarkEffect.Shifted, text);
        }

        if (effect == MarkEffect.Shifted)
        {
            Report.Add(MailboxFindings.NumbersShiftAfterDele, $"after DELE {marked.Number} {words}");
        }
        else if (effect == MarkEffect.StillListed || after.Messages == view.Messages)
        {
            Report.Add(MailboxFindings.StatListMismatch, $"after DELE {marked.Number} {(effect == MarkEffect.StillListed ? "LIST" : "STAT")} still counts the message",
                "A message that is marked as deleted is to be left out of STAT and LIST. Programs that list again within a session fetch it once more.",
                severity: Severity.Info);
        }

        var isUndone = conversation.IsOpen && await IsTakenBackAsync(conversation, marked, effect, cancellation);
        if (!isUndone || effect != MarkEffect.Gone)
        {
            // With QUIT the mark might become a deletion.
            await session.LoseAsync();
        }

        return (effect != MarkEffect.Shifted && isUndone, $"message {marked.Number} marked and {(isUndone ? "taken back" : "not taken back: the session ends without QUIT")}");
    }

    private async Task<bool> IsTakenBackAsync(Pop3Conversation conversation, Sampled marked, MarkEffect effect, CancellationToken cancellation)
    {
        var reply = await conversation.AskAsync("RSET", cancellation);
        var back = reply.IsOk ? await ReadAsync(conversation, cancellation) : null;
        if (back is not null && MarkJudge.IsUndone(view, back))
        {
            return true;
        }

        // Where the numbers moved the message was removed at once: that RSET cannot help is the same fault.
        if (effect != MarkEffect.Shifted && (back is not null || reply.Status != ReplyStatus.Bad))
        {
            Report.Add(MailboxFindings.RsetDoesNotUndo, back is not null ? $"after DELE {marked.Number} and RSET message {marked.Number} is still gone from LIST or STAT" : $"after DELE {marked.Number} RSET: {reply.InWords}");
        }

        return false;
    }

    /// <summary>Some lists keep their numbers while the messages behind them move.</summary>
    private async Task<string?> HasAnotherTextAsync(Pop3Conversation conversation, Sampled marked, CancellationToken cancellation)
    {
        var other = messages.Where(m => m.IsSound && m.Number > marked.Number && m.Read.Octets > 0 && !m.Read.Digest.Span.SequenceEqual(marked.Read.Digest.Span)).MinBy(m => m.Number);
        if (other is null || other.Read.Octets > examination.Options.Thresholds.SampleOctets / 10)
        {
            return null;
        }

        var read = await conversation.AskMessageAsync($"RETR {other.Number}", (2 * other.Read.Octets) + MessageReader.Kept, examination.Options.Timeout, cancellation);
        return read.Status.Status == ReplyStatus.Error ? $"RETR {other.Number} is refused: {read.Status.Shown}"
            : read.IsWhole && !read.Digest.Span.SequenceEqual(other.Read.Digest.Span) && messages.Any(m => m.Number != other.Number && m.Read.Digest.Span.SequenceEqual(read.Digest.Span))
                ? $"RETR {other.Number} sends another message than before" : null;
    }

    /// <summary>The lists again, in this same session; null where it is out of step.</summary>
    private async Task<MailboxView?> ReadAsync(Pop3Conversation conversation, CancellationToken cancellation)
    {
        var after = await reader.ReadAsync(cancellation);
        return conversation.IsOpen && after is { Listed: not null, Stat.IsOk: true } ? after : null;
    }
}
