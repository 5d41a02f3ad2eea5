using Restante.Client.Wire;

namespace Restante.Client.Conformance;

/// <summary>What a case came to.</summary>
public enum Verdict
{
    Pass,

    /// <summary>The server does not do what the clause says.</summary>
    Fail,

    /// <summary>The server does not announce it, or the run was not given what it takes.</summary>
    NotApplicable,

    /// <summary>It could not be tried: no connection, no login, no mail came. Says nothing of the clause.</summary>
    NotTried,
}

/// <summary>A case and its verdict.</summary>
/// <param name="Why">For anything but a pass.</param>
public sealed record CaseResult(ConformCase Case, Verdict Verdict, string Why = "")
{
    /// <summary>What was said, secrets blanked; kept where it failed.</summary>
    public IReadOnlyCollection<TranscriptLine> Transcript { get; init; } = [];

    public TimeSpan Elapsed { get; init; }
}
