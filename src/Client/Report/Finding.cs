namespace Restante.Client.Report;

/// <summary>Something that is wrong with the server examined.</summary>
/// <param name="Kind">What, by the catalogue.</param>
/// <param name="Severity">As the catalogue has it, or as the probe knows better.</param>
/// <param name="Seen">What was seen, each time it was: where, which octets. Escaped, and without secrets.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Advice">What to do.</param>
public sealed record Finding(FindingKind Kind, Severity Severity, IReadOnlyList<string> Seen, string Meaning, string Advice)
{
    public string Code => Kind.Code;

    /// <summary>What was seen as one text.</summary>
    public string SeenText => string.Join("; ", Seen);
}
