using System.Text.RegularExpressions;
using Restante.Client.Wire;

namespace Restante.Client.Mailbox;

/// <summary>A message that was fetched.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Listed">Its size by LIST; null where that is not known.</param>
/// <param name="Read">What came.</param>
public sealed partial record Sampled(int Number, long? Listed, MessageRead Read)
{
    /// <summary>The size that RETR's status line names; null where it names none.</summary>
    public long? Named { get; } = Octets().Match(Read.Status.Text) is { Success: true } match && long.TryParse(match.Groups["octets"].ValueSpan, out var octets) ? octets : null;

    /// <summary>How large it should be, as far as anybody said.</summary>
    public long? Announced => Listed ?? Named;

    /// <summary>Came whole, in step, and is what the server has.</summary>
    public bool IsSound => Read is { IsWhole: true, FirstUnstuffed: 0 } && !IsCutByDot;

    /// <summary>A line that is a single dot ended it early.</summary>
    public bool IsCutByDot { get; init; }

    // "+OK 120 octets", "+OK message 3 (120 bytes)"; a number without the word may be anything.
    [GeneratedRegex(@"\b(?<octets>[0-9]{1,18})\s+(octets|bytes)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Octets();
}
