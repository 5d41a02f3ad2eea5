namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// The pairs of marks with which programs and people say who speaks. Which of a pair is the server's is not told here: the
/// same mark means opposite things, and only what is said tells.
/// </summary>
internal static class Marks
{
    /// <summary>poplib's pair: a line of it may begin a conversation, since poplib shows no greeting.</summary>
    public const int Poplib = 0;

    /// <summary>Sylpheed's and Claws': only POP3's lines have it.</summary>
    public const int Pop3 = 1;

    // A longer mark before the one that it begins with.
    private static readonly (byte[] First, byte[] Second)[] Pairs =
    [
        ([.. "*get* b"u8], [.. "*put* b"u8]),
        ([.. "POP3<"u8], [.. "POP3>"u8]),
        ([.. "<<<"u8], [.. ">>>"u8]),
        ([.. "<--"u8], [.. "-->"u8]),
        ([.. "<=="u8], [.. "==>"u8]),
        ([.. "<-"u8], [.. "->"u8]),
        ([.. "<="u8], [.. "=>"u8]),
        ([.. "«"u8], [.. "»"u8]),
        ([.. "S:"u8], [.. "C:"u8]),
        ([.. "Server:"u8], [.. "Client:"u8]),
        ([.. "server:"u8], [.. "client:"u8]),
        ([.. "SERVER:"u8], [.. "CLIENT:"u8]),
        ([.. "RECV:"u8], [.. "SEND:"u8]),
        ([.. "SERVER["u8], [.. "CLIENT["u8]),
    ];

    /// <summary>Finds the mark at the beginning of a line.</summary>
    /// <param name="line">From the mark on.</param>
    /// <param name="pair">Which pair it is of.</param>
    /// <param name="isSecond">Which of the pair.</param>
    /// <param name="length">How many octets come before what was said.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, out int pair, out bool isSecond, out int length)
    {
        for (pair = 0; pair < Pairs.Length; pair++)
        {
            var (first, second) = Pairs[pair];
            isSecond = line.StartsWith(second);
            if (!isSecond && !line.StartsWith(first))
            {
                continue;
            }

            length = isSecond ? second.Length : first.Length;
            if (line[length - 1] == '[')
            {
                // SERVER[0065]: or SERVER['account', 0065]:
                var end = line.IndexOf("]:"u8);
                if (end < 0)
                {
                    return false;
                }

                length = end + 2;
            }

            // The blank after the mark is the mark's; a dialog typed by hand may lack it.
            length += length < line.Length && line[length] == ' ' ? 1 : 0;
            return true;
        }

        (isSecond, length) = (false, 0);
        return false;
    }
}
