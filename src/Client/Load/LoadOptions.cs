using System.Net;

namespace Restante.Client.Load;

/// <summary>What the connections of a load run do.</summary>
public enum LoadProfile
{
    /// <summary>Connect, greeting, QUIT.</summary>
    Greet,

    /// <summary>Login, QUIT.</summary>
    Login,

    /// <summary>Login, STAT, UIDL, LIST, some RETR, QUIT.</summary>
    Session,

    /// <summary>RETR after RETR on connections that stay.</summary>
    Retr,

    /// <summary>Login, UIDL, QUIT: a poll of somebody who leaves mail on the server.</summary>
    Uidl,

    /// <summary>Login, all messages fetched and deleted, QUIT: each user once, then the run is over.</summary>
    Drain,

    /// <summary>Log in and stay.</summary>
    Idle,

    /// <summary>Many polls, some fetches, a few large messages.</summary>
    Mixed,

    /// <summary>GET after GET on connections that stay: what the machine can do at most, from a web server.</summary>
    Http,
}

/// <summary>What a load run does, to whom, and for how long.</summary>
public sealed record LoadOptions(Way Way)
{
    /// <summary>Asked for by SNI where it is a name, and what the certificate must prove.</summary>
    public string Host { get; init; } = "";

    public LoadProfile Profile { get; init; } = LoadProfile.Session;

    /// <summary>How many at once.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Used in turn; no two connections use one at the same time, while there are as many users as connections.</summary>
    public IReadOnlyList<LoadUser> Users { get; init; } = [];

    /// <summary>Messages fetched by a session.</summary>
    public int Retr { get; init; } = 5;

    /// <summary>RETR commands sent ahead of their replies (RFC 2449 §6.6).</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>What is asked for by <see cref="LoadProfile.Http"/>.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions, or fetches on held connections, a second at most; null for as many as there can be.</summary>
    public double? Rate { get; init; }

    /// <summary>The run is over after so many sessions, or fetches on held connections; null for as many as there can be in its time.</summary>
    public long? Most { get; init; }

    /// <summary>The longest silence of the server.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes any certificate. Without it, it must be good.</summary>
    public bool AnyCertificate { get; init; }

    /// <summary>Takes up TLS sessions again, as mail programs do; without it every handshake is whole.</summary>
    public bool Resume { get; init; }

    /// <summary>PEM file with issuers to trust besides the system's.</summary>
    public string? IssuerFile { get; init; }

    /// <summary>A process of the server, whose memory, with that of its children, is read by <see cref="LoadProfile.Idle"/>.</summary>
    public int? ServerProcess { get; init; }

    public IPEndPoint EndPoint => Way.EndPoint;
}
