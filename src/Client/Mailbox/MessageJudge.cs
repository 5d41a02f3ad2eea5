using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>Says what is wrong with a message that was fetched. Sizes wait until all are there: as a rule one cause makes all of them wrong.</summary>
public sealed class MessageJudge(CheckReport report, MailboxView view, TimeSpan timeout)
{
    /// <summary>A terminator that is missing leaves so many octets of an announced size open, where a server counts it.</summary>
    private const int TerminatorOctets = 5;

    private readonly List<(Sampled Message, string Told, long Announced, SizeDifference Difference)> _differences = [];
    private int _compared;

    /// <summary>Adds findings for one message; true where the connection is still in step behind it.</summary>
    public bool Judge(Sampled message)
    {
        var read = message.Read;
        if (!read.Status.IsOk)
        {
            return JudgeRefusal(message);
        }

        if (message.IsCutByDot)
        {
            report.Add(ReplyFindings.NotDotStuffed, $"{Name(message)}: a line that is a single dot ends it after {read.Octets} octets, and its rest comes behind that");
            return false;
        }

        if (read.FirstUnstuffed > 0)
        {
            report.Add(ReplyFindings.NotDotStuffed, $"{Name(message)}: line {read.FirstUnstuffed} begins with a single dot");
        }

        switch (read.End)
        {
            case MultiLineEnd.Terminator:
                Compare(message);
                return true;
            case MultiLineEnd.GivenUp:
                // How long it would have taken is judged by the rate.
                return false;
            case MultiLineEnd.Endless:
                report.Add(ReplyFindings.MissingTerminator, $"{Name(message)}: {read.Octets} octets came, and no end");
                return false;
            default:
                JudgeBreak(message);
                return false;
        }
    }

    /// <summary>Adds what the sizes of all came to.</summary>
    public void JudgeSizes()
    {
        if (report.Findings.Any(f => f.Kind == MailboxFindings.NumbersNotSequential && f.Severity == Severity.Error))
        {
            // By a wrong number another message's size is looked up.
            return;
        }

        foreach (var cause in _differences.GroupBy(d => (d.Told, d.Difference.Why)))
        {
            var first = cause.First();
            var alike = cause.Select(d => d.Message.Number).Distinct().Count();
            report.Add(MailboxFindings.SizeMismatch,
                $"message {first.Message.Number}: {first.Told} {first.Announced} octets, {first.Message.Read.Octets} came: {first.Difference.Why}{(alike > 1 ? $" ({alike} of {_compared} messages)" : "")}",
                first.Difference.Severity < Severity.Error ? $"As it seems {first.Difference.Why}. The message comes whole; programs that read just as many octets as were announced, or compare, go wrong." : null,
                severity: first.Difference.Severity);
        }
    }

    private void Compare(Sampled message)
    {
        _compared++;
        if (message.Listed is { } listed && SizeDifference.Explain(message.Read, listed) is { } byList)
        {
            _differences.Add((message, "LIST announces", listed, byList));
        }

        // The same wrong number twice is one fault.
        if (message.Named is { } named && named != message.Listed && SizeDifference.Explain(message.Read, named) is { } byReply)
        {
            _differences.Add((message, "RETR announces", named, byReply));
        }
    }

    private void JudgeBreak(Sampled message)
    {
        var read = message.Read;
        var silent = read.End == MultiLineEnd.TimedOut;
        var how = silent ? $"nothing more for {timeout.TotalSeconds:0.#} s" : read.End == MultiLineEnd.Closed ? "the server closed the connection" : "the connection broke";
        if (read.AtLineStart && message.Announced is { } announced && read.Octets > 0 && read.Octets >= announced - TerminatorOctets)
        {
            report.Add(ReplyFindings.MissingTerminator, $"{Name(message)}: {read.Octets} octets came, then {how}, and no final dot");
        }
        else
        {
            report.Add(silent ? MailboxFindings.MessageStalls : MailboxFindings.MessageTruncated, $"{Name(message)}: {how} after {read.Octets} octets");
        }
    }

    private bool JudgeRefusal(Sampled message)
    {
        var status = message.Read.Status;
        switch (status.Status)
        {
            case ReplyStatus.Error when report.Has(MailboxFindings.StatListMismatch) || report.Has(MailboxFindings.EmptyThoughNot) || report.Has(MailboxFindings.NumbersNotSequential):
                // It is listed and does not exist: that is known already.
                return true;
            case ReplyStatus.Error:
                report.Add(MailboxFindings.MessageTruncated, $"{Name(message)} is listed, and RETR is refused: {status.Shown}");
                return true;
            case ReplyStatus.TimedOut:
                report.Add(MailboxFindings.MessageStalls, $"{Name(message)}: RETR gets {status.InWords}");
                return false;
            case ReplyStatus.Closed or ReplyStatus.Broken:
                report.Add(MailboxFindings.MessageTruncated, $"{Name(message)}: in the place of an answer to RETR {status.InWords}");
                return false;
            default:
                // Neither +OK nor -ERR: noted as such where it was read, and nobody knows what follows.
                return false;
        }
    }

    /// <summary>Number, size and unique-id: what an administrator needs to find it.</summary>
    private string Name(Sampled message)
    {
        var known = new List<string>();
        if (message.Announced is { } size)
        {
            known.Add($"{size} octets by {(message.Listed is null ? "RETR" : "LIST")}");
        }

        if (view.UniqueIds?.ShownOf(message.Number) is { } id)
        {
            known.Add($"unique-id {id}");
        }

        return known.Count == 0 ? $"message {message.Number}" : $"message {message.Number} ({string.Join(", ", known)})";
    }
}
