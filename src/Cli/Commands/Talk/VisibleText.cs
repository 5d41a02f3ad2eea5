using System.Globalization;
using System.Text;

namespace Restante.Cli.Commands.Talk;

/// <summary>
/// Turns octets from outside into text that a terminal may show, in any pieces: line ends and tabs stay, every other
/// control or formatting sign becomes <c>\xNN</c>. What is no UTF-8 becomes the replacement sign.
/// </summary>
internal sealed class VisibleText
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char _high;

    public string Take(ReadOnlySpan<byte> octets)
    {
        var signs = new char[_decoder.GetCharCount(octets, flush: false)];
        _decoder.GetChars(octets, signs, flush: false);
        var text = new StringBuilder(signs.Length);
        foreach (var sign in signs)
        {
            if (char.IsHighSurrogate(sign))
            {
                _high = sign;
            }
            else if (char.IsLowSurrogate(sign))
            {
                Append(text, new Rune(_high, sign));
            }
            else
            {
                Append(text, new Rune(sign));
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        if (rune.Value == '\r')
        {
            // A terminal needs none; alone it would let later signs overwrite earlier ones.
            return;
        }

        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            && rune.Value is not ('\n' or '\t'))
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else
        {
            text.Append(rune);
        }
    }
}
