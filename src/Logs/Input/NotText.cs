namespace Restante.Logs.Input;

/// <summary>
/// Tells what is no log at all by how it begins, so that nobody gets thousands of unread lines for a picture. NUL alone
/// proves nothing: a crash and logrotate's copytruncate leave holes of it in true logs.
/// </summary>
internal static class NotText
{
    /// <summary>Fewer octets than these say nothing.</summary>
    public const int Least = 64;

    private const int TarHeader = 512;

    // A short log may be damaged.
    private const int Few = 12;

    /// <summary>Why it cannot be a log, and what to do; null where it may be one.</summary>
    /// <param name="beginning">Octets near the beginning of the text, as many as came at once; not fewer than <see cref="Least"/>.</param>
    public static string? Why(ReadOnlySpan<byte> beginning)
    {
        // A header of tar's has its mark behind a name, numbers and a hole.
        if (beginning[..Math.Min(beginning.Length, TarHeader)].IndexOf("\0ustar"u8) > 0)
        {
            return "it is an archive; `tar -xOf FILE | restante logs -` reads what is in it";
        }

        return IsBinary(beginning) ? "it is a binary file, not a log" : null;
    }

    // Text has next to no control characters; in what is compressed one octet in eleven is one, in programs more.
    private static bool IsBinary(ReadOnlySpan<byte> beginning)
    {
        var (nuls, controls) = (0, 0);
        foreach (var octet in beginning)
        {
            nuls += octet == 0 ? 1 : 0;
            controls += octet is (> 0 and < (byte)'\b') or 0x0b or (> (byte)'\r' and < 0x1b) or (> 0x1b and < (byte)' ') ? 1 : 0;
        }

        var others = beginning.Length - nuls;
        return controls >= Few && (controls * 25L > others || (nuls * 4L > beginning.Length && controls * 100L > others));
    }
}
