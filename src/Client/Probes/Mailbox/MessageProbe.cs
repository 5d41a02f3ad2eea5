using Restante.Client.Mailbox;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes.Mailbox;

/// <summary>Fetches a sample of the messages, measures each, and says which do not come, or not as announced.</summary>
internal sealed class MessageProbe(Examination examination, MailboxSession session, MailboxView view)
{
    /// <summary>So much of a message that is too large tells how fast it comes.</summary>
    private const long PartOctets = 4_000_000;

    /// <summary>Announced sizes are wrong now and then: reading ends only well beyond.</summary>
    private const long Slack = 1_000_000;

    /// <summary>The whole sample is worth so many steps.</summary>
    private const int Patience = 12;

    /// <summary>The rest of a message that a lone dot cut is on its way already. Where sizes are wrong this is waited for in vain: once.</summary>
    private static readonly TimeSpan LoneDotPatience = TimeSpan.FromSeconds(1);

    private bool _waited;

    private readonly List<Sampled> _messages = [];
    private readonly MessageJudge _judge = new(examination.Report, view, examination.Options.Timeout);

    public IReadOnlyList<Sampled> Messages => _messages;

    private Thresholds Thresholds => examination.Options.Thresholds;

    private TimeSpan MostTime
    {
        get
        {
            var steps = examination.Options.Timeout * 6;
            return steps < Thresholds.ClientPatience ? steps : Thresholds.ClientPatience;
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var choice = SampleChoice.Choose(view, Thresholds.SampleMessages, Thresholds.SampleOctets);
        var started = examination.Time.GetTimestamp();
        foreach (var number in choice.Numbers)
        {
            if (examination.Time.GetElapsedTime(started) > examination.Options.Timeout * Patience)
            {
                break;
            }

            if (!await FetchAsync(number, cancellation))
            {
                break;
            }
        }

        if (choice.Partly > 0 && !_messages.Exists(m => m.Read.End == MultiLineEnd.GivenUp))
        {
            await FetchPartAsync(choice.Partly, cancellation);
        }

        _judge.JudgeSizes();
        JudgeRate();
    }

    /// <summary>False where nothing more can be fetched, or is worth it.</summary>
    private async Task<bool> FetchAsync(int number, CancellationToken cancellation)
    {
        if (await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return false;
        }

        var listed = view.Listed?.SizeOf(number);
        var most = (2 * Math.Min(listed ?? Thresholds.SampleOctets, Thresholds.SampleOctets)) + Slack;
        var message = new Sampled(number, listed, await conversation.AskMessageAsync($"RETR {number}", most, MostTime, cancellation));
        message = message with { IsCutByDot = await IsCutByDotAsync(conversation, message, cancellation) };
        _messages.Add(message);
        NoteBareLf(conversation, message);
        if (!_judge.Judge(message))
        {
            await session.LoseAsync();
        }

        // A connection that is this slow tells nothing more with the next message.
        return message.Read.End != MultiLineEnd.GivenUp;
    }

    /// <summary>The beginning of a message that is larger than the sample may be. It may also be that it is not as large as it says.</summary>
    private async Task FetchPartAsync(int number, CancellationToken cancellation)
    {
        if (await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return;
        }

        var read = await conversation.AskMessageAsync($"RETR {number}", PartOctets, MostTime, cancellation);
        var message = new Sampled(number, view.Listed?.SizeOf(number), read);
        _messages.Add(message);
        if (read.End is MultiLineEnd.Endless or MultiLineEnd.GivenUp || !_judge.Judge(message))
        {
            await session.LoseAsync();
        }
    }

    /// <summary>
    /// A lone dot in the text that was not doubled looks like the end. Then fewer octets came than were announced, and the
    /// rest of the message comes unasked.
    /// </summary>
    private async Task<bool> IsCutByDotAsync(Pop3Conversation conversation, Sampled message, CancellationToken cancellation)
    {
        if (!message.Read.IsWhole || message.Read.Octets == message.Announced)
        {
            // All of it came: what follows is a line too many.
            return false;
        }

        if (conversation.Wire.Unread.IsEmpty)
        {
            var patience = _waited ? ReadLimits.Moment : LoneDotPatience;
            if (!(message.Read.Octets < message.Announced) || await conversation.Wire.AwaitMoreAsync(patience, cancellation) != WireEvent.Line)
            {
                _waited |= message.Read.Octets < message.Announced;
                return false;
            }
        }

        // A reply that nobody asked for is another fault, noted elsewhere.
        return !conversation.Wire.Unread.IsEmpty && ServerReply.StatusOf(conversation.Wire.Unread.Span) is ReplyStatus.Bad or ReplyStatus.Challenge;
    }

    private static void NoteBareLf(Pop3Conversation conversation, Sampled message)
    {
        if (message.Read.BareLfLines > 0)
        {
            conversation.Faults.NoteBareLf($"{message.Read.BareLfLines} of {message.Read.Lines} lines of message {message.Number}");
        }
    }

    private void JudgeRate()
    {
        if (TransferRate.Measure(_messages) is not { } rate)
        {
            return;
        }

        var largest = view.Scan.Listings.Count > 0 ? view.Scan.Listings.Sizes.Max() : _messages.Max(m => m.Announced ?? 0);
        var takes = largest / rate.OctetsPerSecond;
        if (takes > Thresholds.ClientPatience.TotalSeconds)
        {
            var number = view.Scan.Listings.Count > 0 ? view.Scan.Listings.Numbers[view.Scan.Listings.Sizes.ToList().IndexOf(largest)] : rate.Number;
            examination.Report.Add(MailboxFindings.LargeMessage,
                $"message {number} has {largest} octets; message {rate.Number} came with {rate.OctetsPerSecond:0} octets a second: at this rate it takes {Show(takes)}");
        }
    }

    private static string Show(double seconds) => seconds switch
    {
        < 120 => $"{seconds:0} seconds",
        < 7200 => $"{seconds / 60:0} minutes",
        _ => $"{seconds / 3600:0} hours",
    };
}
