using Restante.Protocol.Pop3.Languages;
using Restante.Server.Config;

namespace Restante.Server.Sessions;

/// <summary>What a session needs to know of the configuration. A reload makes a new one; sessions keep theirs.</summary>
public sealed record SessionSettings
{
    /// <summary>This machine's name, in the greeting and in every record.</summary>
    public required string Hostname { get; init; }

    /// <summary>What CAPA calls us.</summary>
    public required string Implementation { get; init; }

    /// <summary>The SASL mechanisms that may be offered; which are depends on the connection and on the stored secrets.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = ["PLAIN", "LOGIN"];

    /// <summary>APOP may be offered.</summary>
    public bool Apop { get; init; }

    /// <summary>When a secret may cross a connection without TLS.</summary>
    public CleartextLogin Cleartext { get; init; } = CleartextLogin.Loopback;

    /// <summary>The least time between two logins to one maildrop (LOGIN-DELAY); zero for none.</summary>
    public TimeSpan LoginDelay { get; init; }

    /// <summary>The days for which mail is kept (EXPIRE); 0 removes what was fetched, null nothing.</summary>
    public int? ExpireDays { get; init; }

    /// <summary>What LANG with <c>*</c> chooses.</summary>
    public Language Language { get; init; } = Language.English;

    /// <summary>What becomes of messages with UTF-8 headers where the client has not said UTF8.</summary>
    public Utf8Headers Utf8Headers { get; init; }

    /// <summary>Autologout after login (RFC 1939 §3 asks for at least 10 minutes).</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Autologout before login.</summary>
    public TimeSpan Login { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a TLS handshake may take.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may leave an answer unread.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Refused commands in a row that end a session.</summary>
    public int Errors { get; init; } = 10;
}
