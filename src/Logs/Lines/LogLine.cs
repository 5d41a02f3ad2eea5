namespace Restante.Logs.Lines;

/// <summary>One line of input. Its octets are borrowed: what a reader wants to keep it copies, through <see cref="NameTable"/>.</summary>
public readonly ref struct LogLine(ReadOnlySpan<byte> octets, LineHead head, LineSource source)
{
    /// <summary>Without the line's end; anything may stand in it.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    public LineHead Head { get; } = head;

    public LineSource Source { get; } = source;

    public LogTime Time => Head.Time;

    /// <summary>What follows the head.</summary>
    public ReadOnlySpan<byte> Message => Octets[Head.Message..];

    public ReadOnlySpan<byte> Program => Octets.Slice(Head.ProgramStart, Head.ProgramLength);

    public ReadOnlySpan<byte> Host => Octets.Slice(Head.HostStart, Head.HostLength);

    /// <summary>The same line, read as one whose head lies elsewhere: our own record inside syslog.</summary>
    public LogLine With(LineHead head) => new(Octets, head, Source);
}

/// <summary>Where a line stands.</summary>
/// <param name="File">The file's place in the list of inputs.</param>
/// <param name="Line">From 1.</param>
public readonly record struct LineSource(int File, long Line);

/// <summary>What became of a line. Every line of input becomes exactly one of these.</summary>
public enum LineFate
{
    /// <summary>It cannot be read; <c>--unread</c> lists it.</summary>
    Unread,

    /// <summary>It belongs to a session, which counts it.</summary>
    InSession,

    /// <summary>It is known and says nothing of a POP3 session.</summary>
    Known,

    /// <summary>It is another program's.</summary>
    Other,
}
