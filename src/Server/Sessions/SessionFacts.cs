using Restante.Logs;
using Restante.Protocol.Pop3;

namespace Restante.Server.Sessions;

/// <summary>What the session record says in the end. One owner: the session.</summary>
public sealed class SessionFacts
{
    public required string Id { get; init; }

    /// <summary>The client's address as text; "local" over a Unix socket.</summary>
    public required string Address { get; init; }

    public required long Started { get; init; }

    public string? User { get; set; }

    /// <summary>The protocol's version as records write it, or null without TLS.</summary>
    public string? Tls { get; set; }

    /// <summary>The cipher suite by IANA's name; null without TLS, and where a balancer ended it.</summary>
    public string? Cipher { get; set; }

    /// <summary>"proxy" where the balancer ended the TLS of the client; else null.</summary>
    public string? TlsAt { get; set; }

    /// <summary>How the client logged in: USER, or the SASL mechanism.</summary>
    public string? Mechanism { get; set; }

    /// <summary>The client said UTF8 (RFC 6856 §2.1) and has not begun TLS since.</summary>
    public bool Utf8Mode { get; set; }

    /// <summary>Messages in the maildrop at login; -1 before.</summary>
    public int MaildropCount { get; set; } = -1;

    public long MaildropOctets { get; set; }

    public int RetrCount { get; set; }

    public long RetrOctets { get; set; }

    public int TopCount { get; set; }

    public long TopOctets { get; set; }

    public int Marked { get; set; }

    public int Removed { get; set; }

    public long OctetsIn { get; set; }

    public long OctetsOut { get; set; }

    /// <summary>What was odd about the client's line ends.</summary>
    public string? LineEnds { get; private set; }

    public EndReason End { get; private set; }

    public void LineEndsWere(LineEndings seen) => LineEnds = seen switch
    {
        LineEndings.BareLf => "lf",
        LineEndings.ExtraCr => "crcrlf",
        LineEndings.BareLf | LineEndings.ExtraCr => "lf,crcrlf",
        _ => null,
    };

    /// <summary>The first reason stands.</summary>
    public void EndWith(EndReason reason)
    {
        if (End == EndReason.None)
        {
            End = reason;
        }
    }
}
