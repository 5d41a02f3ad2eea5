namespace Restante.Client.Load;

/// <summary>What a run measured.</summary>
/// <param name="Measured">How long it counted, the warm-up aside.</param>
public sealed record LoadResult(TimeSpan Measured)
{
    public required long Sessions { get; init; }

    /// <summary>Messages, or files of a web server.</summary>
    public required long Mails { get; init; }

    /// <summary>All octets that came, those of TLS aside.</summary>
    public required long Octets { get; init; }

    /// <summary>How often what went wrong.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Steps that were timed at all.</summary>
    public required IReadOnlyDictionary<LoadStep, LatencyHistogram> Times { get; init; }

    /// <summary>Of held sessions; null for other profiles.</summary>
    public HeldSessions? Held { get; init; }

    /// <summary>It was ended before its time.</summary>
    public bool IsCutShort { get; init; }

    public double SessionsASecond => Per(Sessions);

    public double MailsASecond => Per(Mails);

    /// <summary>Millions of octets.</summary>
    public double MegabytesASecond => Per(Octets) / 1e6;

    private double Per(long count) => Measured > TimeSpan.Zero ? count / Measured.TotalSeconds : 0;
}

/// <summary>Sessions that were opened and held.</summary>
/// <param name="Opened">That many logged in.</param>
/// <param name="Alive">That many answered NOOP at the end.</param>
/// <param name="Opening">How long it took to open them all.</param>
public sealed record HeldSessions(int Opened, int Alive, TimeSpan Opening)
{
    /// <summary>Proportional set size of the server's processes before the first session, in octets; null where it was not read.</summary>
    public long? MemoryBefore { get; init; }

    /// <summary>The same when all had been held for the whole time.</summary>
    public long? MemoryAfter { get; init; }

    public double? MemoryEach => MemoryAfter - MemoryBefore is { } more && Opened > 0 ? (double)more / Opened : null;
}
