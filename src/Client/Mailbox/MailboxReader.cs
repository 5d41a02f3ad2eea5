using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>Asks STAT, LIST and UIDL, within limits that go by what STAT says.</summary>
public sealed class MailboxReader(Examination examination, MailboxSession session)
{
    /// <summary>A list may be so much longer than it should be before it counts as one without an end.</summary>
    private const int Slack = 1000;

    /// <summary>UIDL is not asked again once it was refused or did not end.</summary>
    public bool WithoutUniqueIds { get; set; }

    /// <summary>Null where no session is to be had.</summary>
    public async Task<MailboxView?> ReadAsync(CancellationToken cancellation)
    {
        if (await session.ReadyAsync(cancellation) is not { } first)
        {
            return null;
        }

        var stat = await first.AskAsync("STAT", cancellation);
        await LoseUnlessAnsweredAsync(stat);
        var messages = new MailboxView(stat, Nothing(stat), null).Messages;
        var scan = new ScanListings();
        var list = await AskAsync("LIST", scan, scan.Add, messages, cancellation);
        if (list is null)
        {
            return new MailboxView(stat, Nothing(stat), null);
        }

        var ids = new UniqueIdListings();
        var uidl = WithoutUniqueIds ? null : await AskAsync("UIDL", ids, ids.Add, messages ?? scan.Count, cancellation);
        WithoutUniqueIds |= uidl is not { IsWhole: true };
        return new MailboxView(stat, list, uidl);
    }

    private static ListRead<ScanListings> Nothing(ServerReply status) => new(new ScanListings(), status with { Status = ReplyStatus.TimedOut }, MultiLineEnd.TimedOut);

    private async Task<ListRead<T>?> AskAsync<T>(string command, T listings, Action<ReadOnlyMemory<byte>> take, long? messages, CancellationToken cancellation)
    {
        if (await session.ReadyAsync(cancellation) is not { } conversation)
        {
            return null;
        }

        var status = await conversation.AskAsync(command, cancellation);
        if (!status.IsOk)
        {
            await LoseUnlessAnsweredAsync(status);
            return new ListRead<T>(listings, status, MultiLineEnd.Terminator);
        }

        var lines = 0L;
        var most = (int)Math.Min(ReadLimits.ListLines, (2 * Math.Min(messages ?? ReadLimits.ListLines, ReadLimits.ListLines)) + Slack);
        var end = await conversation.ReadLinesAsync(most, line =>
        {
            lines++;
            take(line);
        }, cancellation);
        if (end != MultiLineEnd.Terminator)
        {
            examination.Report.Add(ReplyFindings.MissingTerminator, $"{command}: {Describe(end)} after {lines} lines{(messages is { } known ? $"; STAT says {known} messages" : "")}");
            await session.LoseAsync();
        }

        return new ListRead<T>(listings, status, end);
    }

    private string Describe(MultiLineEnd end) => end switch
    {
        MultiLineEnd.TimedOut => $"nothing more for {examination.Options.Timeout.TotalSeconds:0.#} s",
        MultiLineEnd.Closed => "the server closed the connection",
        MultiLineEnd.Broken => "the connection broke",
        MultiLineEnd.GivenUp => "no end in sight, line by line,",
        _ => "no end",
    };

    private async Task LoseUnlessAnsweredAsync(ServerReply reply)
    {
        if (!reply.Answered)
        {
            await session.LoseAsync();
        }
    }
}
