using System.Globalization;

namespace Restante.Client.Talk;

/// <summary>What a line of LIST, UIDL or CAPA means, and what the whole list came to.</summary>
public sealed class ListWords(TalkLine line)
{
    private long _octets;
    private long _lines;

    /// <summary>Takes a line without its end; null where there is nothing to add.</summary>
    public string? Take(string text)
    {
        _lines++;
        switch (line.Name)
        {
            case "CAPA":
                return CapabilityWords.Of(text);
            case "LIST":
                var words = text.Split(' ');
                if (words.Length < 2 || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var octets))
                {
                    return "no number and size: a program cannot read this";
                }

                _octets = octets > long.MaxValue - _octets ? long.MaxValue : _octets + octets;
                return octets < 10_000 ? null : OctetWords.Of(octets);
            default:
                return null;
        }
    }

    /// <summary>At the end.</summary>
    public string? Total(TalkReply reply) => line.Name switch
    {
        "LIST" => $"{OctetWords.Messages(_lines)}, {OctetWords.Of(_octets)}",
        "UIDL" => OctetWords.Messages(_lines),
        "CAPA" => null,
        "RETR" or "TOP" => string.Create(CultureInfo.InvariantCulture, $"{OctetWords.Count(reply.Lines, "line")}, {OctetWords.Of(reply.Octets)} in {reply.Elapsed.TotalSeconds:0.0##} s"),
        _ => null,
    };
}
