namespace Restante.Server.Auth.OAuth;

/// <summary>What became of a bearer token.</summary>
public abstract record TokenOutcome
{
    private TokenOutcome() { }

    /// <summary>It is the user's.</summary>
    public sealed record Good : TokenOutcome;

    /// <param name="Status">For the client, in the words of RFC 6750 §3.1.</param>
    /// <param name="Why">For the log, behind "the token".</param>
    public sealed record Refused(string Status, string Why) : TokenOutcome;

    /// <summary>Too many are being asked about at this moment.</summary>
    public sealed record Busy : TokenOutcome;
}
