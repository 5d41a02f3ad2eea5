using Restante.Client;
using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Talk;

/// <summary>Answers for a person: in colour, each with a line of explanation where there is something to explain.</summary>
/// <param name="state">Before the answer that is shown.</param>
/// <param name="capabilities">As far as they are known.</param>
internal sealed class TalkText(TalkState state, Func<CapabilitySet?> capabilities) : IReplyOutput
{
    private readonly VisibleText _visible = new();
    private readonly System.Text.StringBuilder _row = new();
    private ListWords? _list;
    private bool _isMessage;

    /// <summary>What this program has to say, apart from what the server says.</summary>
    public static void Remark(string text)
    {
        foreach (var row in TextWrap.Lines(text, Math.Max(20, Terminal.Width - 3)))
        {
            Console.Out.WriteLine(Terminal.Dim("  " + row));
        }
    }

    public static void Warn(string text) => Console.Out.WriteLine(Terminal.Yellow("  " + text));

    public void Status(TalkLine? line, ServerReply reply)
    {
        if (reply.Answered)
        {
            // The octets of a line may be anything; a challenge is shown as it is: it is for the person who answers it.
            var shown = new VisibleText().Take(reply.Raw.Span).Replace("\n", "", StringComparison.Ordinal);
            Console.Out.WriteLine(reply.Status switch
            {
                ReplyStatus.Ok or ReplyStatus.Challenge => Terminal.Green(shown),
                _ => Terminal.Red(shown),
            });
        }

        if (reply is { Answered: true, LineEnd: "\n" })
        {
            Remark("this line ends in LF alone, without CR");
        }

        if (ReplyWords.Of(line, reply, state, capabilities()) is { } words)
        {
            Remark(words);
        }

        _list = line is { HasList: true } && reply.IsOk ? new ListWords(line) : null;
        _isMessage = line?.Name is "RETR" or "TOP";
    }

    public void Octets(ReadOnlySpan<byte> octets)
    {
        foreach (var sign in _visible.Take(octets))
        {
            if (sign == '\n')
            {
                EndRow();
            }
            else
            {
                _row.Append(sign);
                if (_row.Length >= 64 * 1024)
                {
                    // A line without an end is not kept.
                    Console.Out.Write(_row);
                    _row.Clear();
                }
            }
        }
    }

    public void End(TalkReply reply)
    {
        if (_row.Length > 0)
        {
            EndRow();
        }

        if (reply.End != MultiLineEnd.Terminator)
        {
            Warn($"the end is missing: {reply.End switch { MultiLineEnd.TimedOut => "nothing more came", MultiLineEnd.Closed => "the server closed", _ => "the connection broke" }}");
        }

        if (_list?.Total(reply) is { } total)
        {
            Remark(total);
        }

        _list = null;
    }

    private void EndRow()
    {
        var row = _row.ToString();
        _row.Clear();
        var words = row == "." || _isMessage ? null : _list?.Take(row);
        Console.Out.WriteLine(words is null ? row : $"{row}  {Terminal.Dim(words)}");
    }
}
