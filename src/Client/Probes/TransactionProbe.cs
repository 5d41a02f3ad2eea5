using Restante.Client.Login;
using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>
/// One session through the harmless commands: whether each is answered by one reply and no more, lists end, and what CAPA
/// promises is there. What the replies say of the mailbox is for others.
/// </summary>
public sealed class TransactionProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.LoginWorks == true)
        {
            await examination.StepAsync("replies of a session", () => TryAsync(examination, cancellation));
        }
    }

    private static async Task<(bool Ok, string Detail)> TryAsync(Examination examination, CancellationToken cancellation)
    {
        var session = await examination.LogInAsync(cancellation);
        if (!session.IsIn)
        {
            LoginVerdict.ReportLater(examination, session, examination.BestWay!.ToString());
            return (false, session.Decisive.InWords);
        }

        var walk = new Walk(examination, session.Session, examination.BestCapabilities);
        var ok = await walk.RunAsync(cancellation);
        await examination.LeaveAsync(session, cancellation);
        return (ok, walk.Detail);
    }

    /// <summary>The commands, in an order in which each finds what it needs.</summary>
    private sealed class Walk(Examination examination, Pop3Conversation session, CapabilitySet? promised)
    {
        private const int First = 1;

        // Not every mailbox begins with 1, and that is another fault.
        private int _number = First;

        public string Detail { get; private set; } = "";

        public async Task<bool> RunAsync(CancellationToken cancellation)
        {
            var stat = await session.AskAsync("STAT", cancellation);
            await HearMoreAsync("STAT", cancellation);
            var hasMail = stat.IsOk && !stat.Text.StartsWith("0 ", StringComparison.Ordinal);
            if (stat.IsOk)
            {
                await AskLineAsync("NOOP", cancellation);
                await AskLineAsync("RSET", cancellation);
                await AskListAsync("LIST", false, hasMail, cancellation);
                await AskListAsync("UIDL", promised?.Has("UIDL") == true, hasMail, cancellation);
                if (hasMail && promised?.Has("TOP") == true)
                {
                    await AskTopAsync(cancellation);
                }
            }

            return Detail.Length == 0;
        }

        private async Task AskLineAsync(string command, CancellationToken cancellation)
        {
            if (session.IsOpen)
            {
                await session.AskAsync(command, cancellation);
                await HearMoreAsync(command, cancellation);
            }
        }

        private async Task AskListAsync(string command, bool isPromised, bool hasMail, CancellationToken cancellation)
        {
            if (!session.IsOpen)
            {
                return;
            }

            var answer = await session.AskListAsync(command, ReadLimits.ListLines, cancellation);
            if (!answer.Status.IsOk)
            {
                JudgeRefusal(command, answer.Status, isPromised, hasMail);
            }
            else if (answer.IsWhole)
            {
                _number = answer.Lines.Count > 0 && ScanListings.TryParse(answer.Lines[0].Span, out var number, out _) ? number : _number;
            }
            else if (!examination.IsTalkative)
            {
                Detail = $"{command}: {ListEnds.InWords(answer)}";
                examination.Report.Add(ReplyFindings.MissingTerminator, Detail);
            }

            if (answer.Lines is [var first, ..] && (first.Span.StartsWith("+OK"u8) || first.Span.StartsWith("-ERR"u8)))
            {
                // A line that came late was taken for this command's status, whose own is now the list's first line.
                NoteUnasked($"before {command}: {answer.Status.Shown}");
            }

            await HearMoreAsync(command, cancellation);
        }

        /// <summary>The header of a message; what stands in it is for others.</summary>
        private async Task AskTopAsync(CancellationToken cancellation)
        {
            if (session.IsOpen)
            {
                var answer = await session.AskMessageAsync($"TOP {_number} 0", examination.Options.Thresholds.SampleOctets, session.Timeout * ReadLimits.ListPatience, cancellation);
                if (!answer.Status.IsOk)
                {
                    // Where the lists number wrongly there may be no such message.
                    JudgeRefusal("TOP", answer.Status, isPromised: true, hasMail: _number == First);
                }

                if (answer.Status.Status == ReplyStatus.TimedOut)
                {
                    // The server may stay at it, and let nobody in for another look.
                    Detail = $"TOP {_number} 0: {answer.Status.InWords}";
                    examination.Report.Add(MailboxFindings.TopWrong, Detail);
                }
            }
        }

        /// <summary>-ERR to what is promised. A trouble that passes breaks no promise; an empty mailbox may be told of by -ERR.</summary>
        private void JudgeRefusal(string command, ServerReply refused, bool isPromised, bool hasMail)
        {
            if (isPromised && refused.Status == ReplyStatus.Error && (hasMail || LoginRefusal.IsUnknownCommand(refused))
                && refused.Code?.StartsWith("SYS/", StringComparison.Ordinal) != true)
            {
                Detail = $"CAPA promises {command}; {command}: {refused.Shown}";
                examination.Report.Add(ReplyFindings.PromiseBroken, Detail);
            }
        }

        private async Task HearMoreAsync(string command, CancellationToken cancellation)
        {
            if (session.IsOpen && await session.HearMoreAsync(ReadLimits.Moment, cancellation) is { Answered: true } more)
            {
                NoteUnasked($"behind {command}: {more.Shown}");
            }
        }

        private void NoteUnasked(string seen)
        {
            Detail = seen;
            session.Faults.NoteUnasked(seen);
            examination.IsTalkative = true;
            session.IsTalkative = true;
        }
    }
}
