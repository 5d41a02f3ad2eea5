using System.Globalization;
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
public sealed record CaseResult(ConformCase Case, Verdict Verdict, string Why = "")
{
    /// <summary>For anything but a pass; may quote the server, and is fit to be shown.</summary>
    public string Why { get; init; } = Visible(Why);

    /// <summary>What was said, secrets blanked; kept where it failed.</summary>
    public IReadOnlyCollection<TranscriptLine> Transcript { get; init; } = [];

    public TimeSpan Elapsed { get; init; }

    /// <summary>Printable ASCII: a server's octets command no terminal, and fit into any XML.</summary>
    private static string Visible(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' or '§' ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}")));
}
