namespace Restante.Server.Config;

/// <summary>What one client, or all together, may ask of the server.</summary>
public sealed record LimitOptions
{
    /// <summary>RFC 1939 §3 asks for at least 10 minutes.</summary>
    public static readonly TimeSpan IdleByTheRfc = TimeSpan.FromMinutes(10);

    /// <summary>Autologout: the time without a command, after login.</summary>
    public TimeSpan Idle { get; init; } = IdleByTheRfc;

    /// <summary>The time a connection may take from its first octet to a login.</summary>
    public TimeSpan Login { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The time a TLS handshake may take.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time a client may leave an answer unread. Long, because fetchmail and getmail do not read while a slow filter
    /// digests the message before.
    /// </summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time a stopping server gives to answers that are on their way.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    public int Sessions { get; init; } = 20_000;

    public int SessionsPerAddress { get; init; } = 100;

    /// <summary>Refused commands in a row before the connection is closed.</summary>
    public int Errors { get; init; } = 10;
}
