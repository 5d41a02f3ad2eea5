namespace Restante.Client.Wire;

/// <summary>What waiting for a line came to.</summary>
public enum WireEvent
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>More octets than the limit without a line end; the first ones are in the result.</summary>
    TooLong,

    /// <summary>Nothing, or not a whole line, in the time given; what came stays for the next read.</summary>
    TimedOut,

    /// <summary>The server ended the connection; the octets of a line without an end are in the result.</summary>
    Closed,

    /// <summary>The connection broke: a reset, or octets that TLS does not accept.</summary>
    Broken,
}

/// <summary>A line from the server, or why there is none.</summary>
/// <param name="Event">Which of them.</param>
/// <param name="Octets">The line without its end; a copy that stays valid.</param>
/// <param name="BareLf">It ended in LF alone.</param>
public readonly record struct WireRead(WireEvent Event, ReadOnlyMemory<byte> Octets, bool BareLf)
{
    public bool IsLine => Event == WireEvent.Line;
}
