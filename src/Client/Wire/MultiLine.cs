namespace Restante.Client.Wire;

/// <summary>How a multi-line answer ended.</summary>
public enum MultiLineEnd
{
    /// <summary>With the line that is a single dot (RFC 1939 §3).</summary>
    Terminator,

    /// <summary>Nothing came for the time given.</summary>
    TimedOut,
    Closed,
    Broken,

    /// <summary>More than the limit came, and no end.</summary>
    Endless,

    /// <summary>It came, too slowly to be waited for.</summary>
    GivenUp,
}

/// <summary>The lines of CAPA, LIST or UIDL, without terminator and stuffing.</summary>
/// <param name="Status">The line before them.</param>
/// <param name="Lines">Empty where the status is no +OK.</param>
/// <param name="End">How they ended; <see cref="MultiLineEnd.Terminator"/> where the status is no +OK.</param>
public sealed record MultiLine(ServerReply Status, IReadOnlyList<ReadOnlyMemory<byte>> Lines, MultiLineEnd End)
{
    public bool IsWhole => Status.IsOk && End == MultiLineEnd.Terminator;
}
