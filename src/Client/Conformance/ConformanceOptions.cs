using Restante.Client.Conformance.Seeds;

namespace Restante.Client.Conformance;

/// <summary>What a run is given.</summary>
/// <param name="Server">The server, TLS, user, password and the wait of a step, as for <c>check</c>.</param>
public sealed record ConformanceOptions(CheckOptions Server)
{
    /// <summary>Null: only cases that need no mail are tried. With it the maildrop is emptied again and again.</summary>
    public ISeed? Seed { get; init; }

    /// <summary>What cases put into the maildrop, by name.</summary>
    public IReadOnlyDictionary<string, SeedMessage> Mail { get; init; } = CaseSuite.Default.Mail;

    /// <summary>All cases, or those that were asked for.</summary>
    public IReadOnlyList<ConformCase> Cases { get; init; } = CaseSuite.Default.Cases;

    /// <summary>The longest run; what is left then is not tried.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);
}
