using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>Whether a command that ends in LF alone is answered: people at a terminal and scripts send such.</summary>
public sealed class LineEndProbe : IProbe
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        if (examination.BestWay is not { } way)
        {
            return;
        }

        await examination.StepAsync("a command that ends in LF", async () =>
        {
            await using var opened = await examination.OpenAsync(way, cancellation);
            return opened.IsReady ? await TryAsync(examination, opened.Ready, cancellation) : (false, opened.Why);
        });
    }

    private static async Task<(bool Ok, string Detail)> TryAsync(Examination examination, Pop3Conversation conversation, CancellationToken cancellation)
    {
        if (await conversation.HearMoreAsync(TimeSpan.Zero, cancellation) is { Answered: false })
        {
            return (false, "the connection ended");
        }

        await conversation.SendOctetsAsync("QUIT\n"u8.ToArray(), "QUIT (LF)", cancellation);
        var wait = conversation.Timeout < LongestWait ? conversation.Timeout : LongestWait;
        var first = await conversation.ReadReplyAsync(wait, cancellation);
        if (first.IsOk)
        {
            return (true, "answered");
        }

        if (first.Status is ReplyStatus.Closed or ReplyStatus.Broken)
        {
            // Nobody says whether it was QUIT, taken without a word, or the LF.
            return (true, "the connection ends without an answer");
        }

        // The CR LF ends the line for whoever waits for it; whatever is answered now was waiting for that.
        await conversation.SendOctetsAsync(first.Answered ? "QUIT\r\n"u8.ToArray() : "\r\n"u8.ToArray(), first.Answered ? "QUIT" : "(CR LF)", cancellation);
        var second = await conversation.ReadReplyAsync(cancellation);
        if (!second.Answered && !first.Answered && conversation.IsOpen)
        {
            await conversation.SendAsync("QUIT", cancellation);
            second = await conversation.ReadReplyAsync(cancellation);
        }

        if (!second.Answered || (first.Answered && !second.IsOk))
        {
            return (true, "QUIT is not answered at all: nothing can be said");
        }

        var seen = first.Answered ? $"QUIT and LF: {first.Shown}; QUIT and CR LF: {second.Shown}"
            : $"QUIT and LF: no answer for {wait.TotalSeconds:0.#} s; after CR LF: {second.Shown}";
        examination.Report.Add(ReplyFindings.CrlfRequired, seen);
        return (true, seen);
    }
}
