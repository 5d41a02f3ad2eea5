namespace Restante.Client.Mailbox;

/// <summary>How fast messages come.</summary>
/// <param name="OctetsPerSecond">Greater than 0.</param>
/// <param name="Number">By which message.</param>
public sealed record TransferRate(double OctetsPerSecond, int Number)
{
    /// <summary>A transfer that took less time, or moved less, says more about the first packet than about the rate.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private const long LeastOctets = 1_000_000;

    /// <summary>By the message that took longest, of those that came without a stall; null where none took long enough to tell.</summary>
    public static TransferRate? Measure(IEnumerable<Sampled> messages) => messages
        .Where(m => m.Read.Status.IsOk && m.Read.End is Wire.MultiLineEnd.Terminator or Wire.MultiLineEnd.Endless or Wire.MultiLineEnd.GivenUp)
        .Where(m => m.Read.Elapsed >= Least || (m.Read.Octets >= LeastOctets && m.Read.Elapsed > TimeSpan.Zero))
        .OrderByDescending(m => m.Read.Elapsed)
        .Select(m => new TransferRate(Math.Max(m.Read.Octets, 1) / m.Read.Elapsed.TotalSeconds, m.Number))
        .FirstOrDefault();
}
