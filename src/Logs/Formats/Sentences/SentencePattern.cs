using System.Text;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// A sentence that a server logs, with places for what differs: <c>{user}</c> is any text, <c>{#octets}</c> a number.
/// Text may have been chosen by whoever connects: so it reaches as far as the rest of the sentence lets it.
/// </summary>
internal sealed class SentencePattern
{
    /// <summary>No sentence has more places.</summary>
    public const int MostPlaces = 8;

    private readonly List<Part> _parts = [];

    public SentencePattern(string pattern)
    {
        var at = 0;
        while (at < pattern.Length)
        {
            var open = pattern.IndexOf('{', at);
            var literal = open < 0 ? pattern[at..] : pattern[at..open];
            var close = open < 0 ? -1 : pattern.IndexOf('}', open);
            var name = close < 0 ? "" : pattern[(open + 1)..close];
            _parts.Add(new Part(Encoding.ASCII.GetBytes(literal), name.TrimStart('#'), name.StartsWith('#')));
            at = close < 0 ? pattern.Length : close + 1;
        }

        if (_parts[^1].Place.Length > 0)
        {
            _parts.Add(new Part([], "", IsNumber: false));
        }
    }

    /// <summary>The names of the places, in order.</summary>
    public IEnumerable<string> Places => _parts.Select(p => p.Place).Where(p => p.Length > 0);

    /// <summary>True where the whole text is this sentence.</summary>
    /// <param name="text">From the log.</param>
    /// <param name="places">What stands in each place, in the order of <see cref="Places"/>; <see cref="MostPlaces"/> of them.</param>
    public bool Matches(ReadOnlySpan<byte> text, Span<Range> places)
    {
        // Enough for any sentence that a server writes; a name made of blanks must not cost more.
        var tries = 500;
        return text.StartsWith(_parts[0].Literal) && Matches(text, 0, _parts[0].Literal.Length, places, ref tries);
    }

    /// <summary>The place behind a part, and the rest of the sentence.</summary>
    private bool Matches(ReadOnlySpan<byte> text, int part, int at, Span<Range> places, ref int tries)
    {
        if (part + 1 == _parts.Count)
        {
            return at == text.Length;
        }

        var rest = text[at..];
        var next = _parts[part + 1].Literal;
        var isLast = part + 2 == _parts.Count;
        if (_parts[part].IsNumber)
        {
            var digits = Digits(rest);
            places[part] = at..(at + digits);
            return digits > 0 && rest[digits..].StartsWith(next) && Matches(text, part + 1, at + digits + next.Length, places, ref tries);
        }

        if (isLast)
        {
            if (!rest.EndsWith(next))
            {
                return false;
            }

            places[part] = at..(text.Length - next.Length);
            return true;
        }

        for (var length = rest.LastIndexOf(next); length >= 0 && tries-- > 0; length = rest[..(length + next.Length - 1)].LastIndexOf(next))
        {
            if (Matches(text, part + 1, at + length + next.Length, places, ref tries))
            {
                places[part] = at..(at + length);
                return true;
            }
        }

        return false;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : length;
    }

    /// <param name="Literal">What stands there in every such sentence.</param>
    /// <param name="Place">What follows it; empty at the sentence's end.</param>
    /// <param name="IsNumber">The place holds digits only.</param>
    private sealed record Part(byte[] Literal, string Place, bool IsNumber);
}
