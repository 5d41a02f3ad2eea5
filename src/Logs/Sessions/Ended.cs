namespace Restante.Logs.Sessions;

/// <summary>How a session of anybody's server ended, as far as its log tells.</summary>
public enum Ended
{
    /// <summary>The log does not show its end.</summary>
    Unfinished,

    /// <summary>QUIT: what was marked is gone.</summary>
    Quit,

    /// <summary>The connection went away without QUIT.</summary>
    Dropped,

    Timeout,

    /// <summary>It never logged in.</summary>
    LoginFailed,

    /// <summary>Another session had the maildrop.</summary>
    Locked,

    TlsFailed,

    BadCommands,

    /// <summary>The server ended it: a shutdown, a limit, a fault.</summary>
    Server,
}

public enum Login
{
    None,
    Ok,
    Failed,
}

/// <summary>How many messages, and how many octets; null where the log does not say.</summary>
public readonly record struct Amount(long? Count, long? Octets);

public static class EndedNames
{
    private static readonly string[] Names =
        ["unfinished", "quit", "dropped", "timeout", "login-failed", "locked", "tls-failed", "bad-commands", "server"];

    /// <summary>All, as <c>--json</c> writes them and <c>--end</c> takes them.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string Name(this Ended ended) => Names[(int)ended];
}
