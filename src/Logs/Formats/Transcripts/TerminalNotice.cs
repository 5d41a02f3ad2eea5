namespace Restante.Logs.Formats.Transcripts;

/// <summary>What telnet, s_client and expect say themselves.</summary>
internal static class TerminalNotice
{
    private static readonly byte[][] Beginnings = Words("Trying ", "spawn ", "CONNECTED(", "Connected to ", "depth=", "verify error:", "verify return:", "Can't use SSL_get_servername");

    private static readonly byte[][] Ends = Words("Connection closed by foreign host", "closed", "DONE", "Connection to host lost");

    private static readonly byte[][] Between = Words("Escape character is ", "---", "Post-Handshake ", "read R BLOCK", "read:errno", "write:errno", "RENEGOTIATING");

    public static bool Is(ReadOnlySpan<byte> text) => IsBeginning(text) || IsEnd(text) || StartsWithAny(text, Between);

    public static bool IsBeginning(ReadOnlySpan<byte> text) => StartsWithAny(text, Beginnings) && text.IndexOf("/pop"u8) < 0 && !text.StartsWith("Connected to pop"u8) && !text.EndsWith("...connected."u8);

    public static bool IsEnd(ReadOnlySpan<byte> text) => StartsWithAny(text, Ends) && text.Length < 60;

    private static bool StartsWithAny(ReadOnlySpan<byte> text, byte[][] words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Words(params string[] words) => [.. words.Select(System.Text.Encoding.ASCII.GetBytes)];
}
