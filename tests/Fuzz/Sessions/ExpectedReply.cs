namespace Restante.Fuzz.Sessions;

/// <summary>What must be answered to one line.</summary>
/// <param name="Indicator"><c>+OK</c>, <c>-ERR</c> or <c>+</c> (a challenge).</param>
/// <param name="What">The line that is answered, for the failure's text.</param>
internal sealed record ExpectedReply(string Indicator, string What)
{
    /// <summary>The whole status line, where its numbers matter.</summary>
    public string? Exactly { get; init; }

    /// <summary>Lines follow, up to the one that is a dot.</summary>
    public bool MultiLine { get; init; }

    /// <summary>These octets follow, and then the dot; null where any lines may.</summary>
    public byte[]? Body { get; init; }
}
