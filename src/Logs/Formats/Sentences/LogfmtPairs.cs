namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// <c>key=value key="a value"</c>, as Cyrus writes them since 3.12. A quote within quotes bears a backslash: nobody's name
/// ends its own value.
/// </summary>
internal static class LogfmtPairs
{
    /// <summary>A key's value without its quotes; what is escaped in it stays so. Empty where there is none.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> pairs, ReadOnlySpan<byte> key)
    {
        while (true)
        {
            pairs = pairs.TrimStart((byte)' ');
            var equals = pairs.IndexOf((byte)'=');
            if (equals < 0)
            {
                return default;
            }

            var name = pairs[..equals];
            pairs = pairs[(equals + 1)..];
            var isQuoted = pairs.StartsWith("\""u8);
            var length = isQuoted ? QuoteEnd(pairs) : pairs.IndexOf((byte)' ');
            length = length < 0 ? pairs.Length : length;
            if (name.SequenceEqual(key))
            {
                var value = pairs[(isQuoted ? 1 : 0)..length];
                return value.SequenceEqual("~null~"u8) ? default : value;
            }

            pairs = pairs[Math.Min(pairs.Length, length + 1)..];
        }
    }

    // Where the closing quote stands.
    private static int QuoteEnd(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
