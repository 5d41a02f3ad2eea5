using Restante.Client.Report;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>Why an announced size is not that of what came, as far as the numbers tell.</summary>
/// <param name="Why">In words; the same for the same cause, whatever the message.</param>
/// <param name="Severity">By what it breaks.</param>
public sealed record SizeDifference(string Why, Severity Severity)
{
    /// <summary>Null where the sizes are the same, and where bare LF is the whole difference: that has a finding of its own.</summary>
    public static SizeDifference? Explain(MessageRead read, long announced)
    {
        var more = announced - read.Octets;
        if (more == 0 || (read.BareLfLines > 0 && more == read.BareLfLines))
        {
            return null;
        }

        // Nothing is lost by these: a known way to count wrongly.
        if (announced == read.OctetsWithLf || announced == read.OctetsWithLf - 1)
        {
            return new SizeDifference("line ends are counted as one octet (LF) and sent as two (CR LF)", Severity.Warning);
        }

        if (read.StuffedLines > 0 && more == read.StuffedLines)
        {
            return new SizeDifference("the doubled dots are counted, or lines that begin with two dots did not get their third: not to be told apart from here", Severity.Warning);
        }

        return (more - read.StuffedLines, more) switch
        {
            (3 or 5, _) or (_, 3 or 5) => new SizeDifference("the final dot is counted", Severity.Warning),
            (_, -2) => new SizeDifference("the last line end is sent and not counted, or sent twice", Severity.Info),
            (_, > 0) => new SizeDifference("fewer octets came than were announced: the size is wrong, or the message is cut", Severity.Error),
            _ => new SizeDifference("more octets came than were announced", Severity.Error),
        };
    }
}
