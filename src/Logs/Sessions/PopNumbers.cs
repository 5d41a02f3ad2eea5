using System.Buffers.Text;

namespace Restante.Logs.Sessions;

/// <summary>Numbers in the texts of replies, which every server words in its own way.</summary>
internal static class PopNumbers
{
    /// <summary><c>3 2379188</c>, STAT's.</summary>
    public static bool TryTwo(ReadOnlySpan<byte> text, out long first, out long second)
    {
        second = 0;
        return Utf8Parser.TryParse(text, out first, out var used) && used < text.Length && text[used] == ' '
            && Utf8Parser.TryParse(text[(used + 1)..], out second, out _) && first >= 0 && second >= 0;
    }

    /// <summary>The octets that a reply to RETR names: the number before "octets" or "bytes", else the first word.</summary>
    public static long? Octets(ReadOnlySpan<byte> text) =>
        Before(text, " octets"u8) ?? Before(text, " bytes"u8) ?? (Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length ? number : null);

    /// <summary>What many servers say after a good password: <c>7 messages (2379188 octets)</c>, <c>maildrop has 2 messages (320 octets)</c>.</summary>
    public static bool TryMaildrop(ReadOnlySpan<byte> text, out Amount amount)
    {
        var count = Before(text, " message"u8);
        amount = new Amount(count, Before(text, " octets"u8) ?? Before(text, " bytes"u8));
        return count is not null;
    }

    /// <summary>A refusal because somebody else has the maildrop (RFC 2449 §8.1.1, and the words of servers without codes).</summary>
    public static bool SaysLocked(ReadOnlySpan<byte> text) =>
        text.IndexOf("[IN-USE]"u8) >= 0 || text.IndexOf("lock"u8) >= 0 || text.IndexOf("in use"u8) >= 0;

    private static long? Before(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var end = text.IndexOf(word);
        if (end <= 0)
        {
            return null;
        }

        var start = end;
        while (start > 0 && char.IsAsciiDigit((char)text[start - 1]))
        {
            start--;
        }

        return start < end && Utf8Parser.TryParse(text[start..end], out long number, out _) ? number : null;
    }
}
