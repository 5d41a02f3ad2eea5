using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>How a list without its dot ended, in words for a finding.</summary>
public static class ListEnds
{
    public static string InWords(MultiLine list) => list.End switch
    {
        MultiLineEnd.Terminator => $"{list.Lines.Count} lines",
        MultiLineEnd.Endless => $"more than {list.Lines.Count - 1} lines, and no end",
        MultiLineEnd.GivenUp => $"{list.Lines.Count} lines, so slowly that the end was not waited for",
        MultiLineEnd.TimedOut => $"{list.Lines.Count} lines, then silence in place of the dot",
        _ => $"{list.Lines.Count} lines, then the connection ends in place of the dot",
    };
}
