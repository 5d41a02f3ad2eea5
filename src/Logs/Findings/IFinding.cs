using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Findings;

/// <summary>
/// One thing that may be odd about sessions. It sees each session once, in the order of their ends, and holds a bounded
/// amount about earlier ones. One file each, and a row in <see cref="FindingTable"/>.
/// </summary>
public interface IFinding
{
    /// <summary>Stable; <c>--json</c> prints it.</summary>
    string Code { get; }

    /// <summary>True when this session shows it.</summary>
    bool Look(Session session);

    /// <summary>What was found in all sessions so far, in words.</summary>
    IEnumerable<Found> Found();
}

/// <summary>Something that was found, about one user or address.</summary>
/// <param name="Code">Which finding.</param>
/// <param name="About">The user or the address.</param>
/// <param name="Sessions">How many sessions show it.</param>
/// <param name="What">What was seen, in one sentence.</param>
/// <param name="Advice">What it means, and what to do.</param>
/// <param name="Evidence">Lines that show it: the first ones and the last.</param>
public sealed record Found(string Code, string About, long Sessions, string What, string Advice, IReadOnlyList<LineSource> Evidence);
