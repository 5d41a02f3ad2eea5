namespace Restante.Logs.Input;

/// <summary>A log to be read: a file, or standard input.</summary>
/// <param name="Name">What it is called in what is printed.</param>
/// <param name="Written">When it was last written: a log without years is dated by it.</param>
/// <param name="Open">Opens it from its beginning.</param>
public sealed record LogSource(string Name, DateTimeOffset Written, Func<Stream> Open)
{
    /// <summary>Octets on the disk, for a progress bar; 0 where nobody knows.</summary>
    public long Length { get; init; }

    /// <summary>False for standard input: it can be opened once.</summary>
    public bool IsReopenable { get; init; } = true;

    /// <summary>
    /// Asked where it is followed and can be opened once: nothing can come any more. Until then a read that finds nothing
    /// is not the end.
    /// </summary>
    public Func<bool> IsAtEnd { get; init; } = static () => true;
}
