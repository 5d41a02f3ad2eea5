namespace Restante.Logs.Sessions;

/// <summary>Which sessions are asked for; null asks for all.</summary>
public sealed record SessionFilter
{
    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>The user's name as the log has it, in any case.</summary>
    public string? User { get; init; }

    /// <summary>An address, or its beginning up to a dot or colon: <c>192.0.2.</c></summary>
    public string? Address { get; init; }

    /// <summary>An id, or its beginning.</summary>
    public string? Session { get; init; }

    public Ended? Ended { get; init; }

    public bool Matches(Session session) =>
        (Since is not { } since || (session.End.IsKnown && session.End.Instant >= since.UtcTicks))
        && (Until is not { } until || (session.Start.IsKnown ? session.Start : session.End) is { IsKnown: true } start && start.Instant <= until.UtcTicks)
        && (User is null || string.Equals(User, session.User, StringComparison.OrdinalIgnoreCase))
        && (Address is null || IsAddress(session.Address))
        && (Session is null || MatchesId(session))
        && (Ended is null || session.Ended == Ended);

    public bool MatchesId(Session session) => Session is not null && session.Id.StartsWith(Session, StringComparison.Ordinal);

    private bool IsAddress(string? address) =>
        address is not null && (string.Equals(address, Address, StringComparison.OrdinalIgnoreCase)
            || (Address![^1] is '.' or ':' && address.StartsWith(Address, StringComparison.OrdinalIgnoreCase)));
}
