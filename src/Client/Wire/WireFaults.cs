namespace Restante.Client.Wire;

/// <summary>
/// What a connection's replies broke on the way, whatever was asked: noticed where it happens, told once at the end.
/// Each is the first example, fit to be shown, or null.
/// </summary>
public sealed class WireFaults
{
    /// <summary>A reply whose line ended in LF alone.</summary>
    public string? BareLf { get; private set; }

    /// <summary>A status line longer than 512 octets (RFC 2449 §4).</summary>
    public string? TooLong { get; private set; }

    /// <summary>A reply that is neither +OK nor -ERR.</summary>
    public string? BadReply { get; private set; }

    /// <summary>A line that answers nothing.</summary>
    public string? Unasked { get; private set; }

    public void NoteBareLf(string example) => BareLf ??= example;

    public void NoteTooLong(string example) => TooLong ??= example;

    public void NoteBadReply(string example) => BadReply ??= example;

    public void NoteUnasked(string example) => Unasked ??= example;
}
