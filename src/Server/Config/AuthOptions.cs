using Restante.Server.Auth;

namespace Restante.Server.Config;

public sealed record AuthOptions
{
    /// <summary>The SASL mechanisms there are.</summary>
    public static readonly IReadOnlyList<string> KnownMechanisms = [.. MechanismTable.All.Select(m => m.Name)];

    /// <summary>
    /// Those that may be offered: by token and by certificate once somebody issues them. USER and PASS are no mechanism
    /// and need no name here. -PLUS is not among them by itself: a mutt built with GNU SASL chooses it wherever it is
    /// announced, has no channel binding, and stays out.
    /// </summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = ["PLAIN", "LOGIN", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2", "EXTERNAL"];

    public CleartextLogin Cleartext { get; init; } = CleartextLogin.Loopback;

    /// <summary>
    /// Off, because a challenge in the greeting is a promise: clients then try APOP first, and it works only for secrets
    /// that are stored as {PLAIN}.
    /// </summary>
    public bool Apop { get; init; }

    /// <summary>
    /// How long a right password spares the next login its hash; zero never. Short: it is also how long a password goes
    /// on working where the store cannot tell that it was changed.
    /// </summary>
    public TimeSpan Remember { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The least time between two logins to one maildrop. Off: it keeps the second device of a user out as well.</summary>
    public TimeSpan LoginDelay { get; init; }
}

/// <summary>Who may send a password that is not wrapped in TLS.</summary>
public enum CleartextLogin
{
    Never,
    Loopback,
    Always,
}
