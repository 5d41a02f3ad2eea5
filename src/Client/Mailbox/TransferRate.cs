using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>How fast messages come.</summary>
/// <param name="OctetsPerSecond">Greater than 0.</param>
/// <param name="Number">By which message.</param>
public sealed record TransferRate(double OctetsPerSecond, int Number)
{
    // What took less time, or moved less, says more about the first packet and the server's thinking than about the rate.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private const long LeastOctets = 64 * 1024;
    private const long ManyOctets = 1_000_000;

    /// <summary>By the message that took longest, of those that came without a stall; null where none took long enough to tell.</summary>
    public static TransferRate? Measure(IEnumerable<Sampled> messages) => messages
        .Where(m => m.Read.Status.IsOk && (m.Read.End == MultiLineEnd.GivenUp || (m.Read.End is MultiLineEnd.Terminator or MultiLineEnd.Endless && IsLong(m.Read))))
        .OrderByDescending(m => m.Read.Elapsed)
        .Select(m => new TransferRate(Math.Max(m.Read.Octets, 1) / m.Read.Elapsed.TotalSeconds, m.Number))
        .FirstOrDefault();

    private static bool IsLong(MessageRead read) =>
        read.Elapsed > TimeSpan.Zero && (read.Octets >= ManyOctets || (read.Octets >= LeastOctets && read.Elapsed >= Least));
}
