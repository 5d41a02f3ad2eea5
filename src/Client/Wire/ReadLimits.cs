namespace Restante.Client.Wire;

/// <summary>How much of a server's answer is worth reading. Beyond, it is hostile or broken.</summary>
public static class ReadLimits
{
    /// <summary>Octets of a line, of status or list, that are kept; RFC 2449 §4 allows 512.</summary>
    public const int Line = 8 * 1024;

    /// <summary>The longest status line that is right, without its CRLF (RFC 2449 §4).</summary>
    public const int StatusLine = 510;

    /// <summary>Lines of a list of capabilities.</summary>
    public const int CapabilityLines = 500;

    /// <summary>Lines of LIST and UIDL: a mailbox of a million messages.</summary>
    public const int ListLines = 1_000_000;

    /// <summary>The time of a whole list is this many times that of one reply.</summary>
    public const int ListPatience = 6;
}
