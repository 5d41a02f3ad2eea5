namespace Restante.Client.Report;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Good to know; nothing is wrong.</summary>
    Info,

    /// <summary>Works, but some programs or people will stumble.</summary>
    Warning,

    /// <summary>Mail does not arrive, or not safely.</summary>
    Error,
}

/// <summary>
/// An entry of the catalogue: what can be wrong with a server. The code is stable, scripts go by it; the words are for
/// an administrator who has never read the RFCs.
/// </summary>
/// <param name="Code">As <c>--json</c> and <c>restante explain</c> name it.</param>
/// <param name="Severity">How bad it is, unless a probe knows better.</param>
/// <param name="Title">A few words.</param>
/// <param name="Meaning">What it means for those who fetch mail.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Reference">The clause, or empty.</param>
public sealed record FindingKind(string Code, Severity Severity, string Title, string Meaning, string Advice, string Reference);
