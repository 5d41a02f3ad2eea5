using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Protocol.Transcript;

/// <summary>A client's line as it may be shown: secrets as ****, and nothing of a line that no row of the state table explains.</summary>
public static class ClientLine
{
    /// <summary>What stands for a secret.</summary>
    public const string Blank = "****";

    /// <summary>A line as it may be written to a log.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="sasl">True while a SASL exchange runs: the line is a response.</param>
    public static string Show(ReadOnlySpan<byte> line, bool sasl)
    {
        if (sasl)
        {
            return line.SequenceEqual("*"u8) ? "*" : Blank;
        }

        var space = line.IndexOf((byte)' ');
        var keyword = space < 0 ? line : line[..space];
        if (StateTable.Find(keyword) is not { } row)
        {
            // Somebody who types a password at the wrong moment must not find it in the log.
            return $"(not a command, {line.Length} octets)";
        }

        if (!row.Secret)
        {
            return Escape(line);
        }

        var words = space < 0 ? default : line[(space + 1)..];
        if (words.IsEmpty)
        {
            return row.Name;
        }

        // APOP's name and AUTH's mechanism are no secrets; everything behind them is.
        var gap = words.IndexOf((byte)' ');
        return row.Keyword switch
        {
            Keyword.Auth when gap < 0 => $"{row.Name} {Escape(words)}",
            Keyword.Auth or Keyword.Apop when gap >= 0 => $"{row.Name} {Escape(words[..gap])} {Blank}",
            _ => $"{row.Name} {Blank}",
        };
    }

    /// <summary>Octets as one line of text: what is not printable becomes <c>\xNN</c>, and 256 octets are enough.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        const int most = 256;
        var cut = octets.Length > most;
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(cut ? octets[..most] : octets).EnumerateRunes())
        {
            if (rune.Value == '\\')
            {
                text.Append(@"\\");
            }
            else if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator)
            {
                text.Append($"\\x{rune.Value:x2}");
            }
            else
            {
                text.Append(rune);
            }
        }

        return cut ? text.Append('…').ToString() : text.ToString();
    }
}
