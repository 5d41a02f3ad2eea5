using System.Collections.Immutable;
using System.Text;

namespace Restante.Protocol.Pop3.Languages;

/// <summary>The languages that replies come in, and which of them a client means.</summary>
public static class LanguageTable
{
    // RFC 4647 §2.1.
    private const int LongestSubtag = 8;

    public static ImmutableArray<Language> All { get; } =
    [
        Language.English, new German(), new French(), new Spanish(), new Italian(), new Croatian(), new Portuguese(), new Japanese(),
    ];

    /// <summary>The language of a tag that stands in <see cref="All"/>, to the letter.</summary>
    public static Language Of(string tag) => All.First(l => l.Tag == tag);

    /// <summary>
    /// True for a basic language range (RFC 4647 §2.1) other than <c>*</c>: letters, then letters and digits, with
    /// hyphens between.
    /// </summary>
    public static bool IsRange(ReadOnlySpan<byte> range)
    {
        var first = true;
        foreach (var part in range.Split((byte)'-'))
        {
            var subtag = range[part];
            if (subtag.IsEmpty || subtag.Length > LongestSubtag)
            {
                return false;
            }

            foreach (var octet in subtag)
            {
                if (!char.IsAsciiLetter((char)octet) && (first || !char.IsAsciiDigit((char)octet)))
                {
                    return false;
                }
            }

            first = false;
        }

        return !first;
    }

    /// <summary>
    /// The language that a range asks for, or null. Lookup of RFC 4647 §3.4: what is not spoken as asked for is spoken
    /// without its last subtag, <c>de-AT</c> as <c>de</c>.
    /// </summary>
    public static Language? Find(ReadOnlySpan<byte> range)
    {
        while (!range.IsEmpty)
        {
            foreach (var language in All)
            {
                if (Ascii.EqualsIgnoreCase(range, language.Tag))
                {
                    return language;
                }
            }

            range = range[..Math.Max(0, range.LastIndexOf((byte)'-'))];
        }

        return null;
    }
}
