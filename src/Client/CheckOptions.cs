using System.Net;
using System.Security.Cryptography.X509Certificates;
using Restante.Client.Connecting;
using Restante.Protocol.Sasl;

namespace Restante.Client;

/// <summary>What to examine, and how far to go.</summary>
/// <param name="Target">The server.</param>
public sealed record CheckOptions(Target Target)
{
    public TlsChoice Tls { get; init; } = TlsChoice.Auto;

    /// <summary>Null examines only what can be seen without login.</summary>
    public string? User { get; init; }

    /// <summary>The caller disposes it. Null without a user.</summary>
    public Secret? Password { get; init; }

    /// <summary>Sends the password without TLS where there is none: over a network, not only to loopback.</summary>
    public bool AllowCleartext { get; init; }

    /// <summary>Issuers to trust besides the system's.</summary>
    public IReadOnlyList<X509Certificate2> ExtraRoots { get; init; } = [];

    /// <summary>Connections, spread over all addresses, that ask how many machines answer; 1 or less asks none.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>The longest wait of any one step.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages may be deleted.</summary>
    public bool Destructive { get; init; }

    /// <summary>Runs every few minutes: leaves out what fills the server's log with failed logins.</summary>
    public bool Monitoring { get; init; }

    /// <summary>Unique-ids of the last run; null for none.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The addresses of a name. Throws <see cref="System.Net.Sockets.SocketException"/> as <see cref="Dns"/> does.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = (name, cancellation) => Dns.GetHostAddressesAsync(name, cancellation);

    public Thresholds Thresholds { get; init; } = new();
}

/// <summary>From when on something is worth a finding.</summary>
public sealed record Thresholds
{
    public TimeSpan SlowGreeting { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan SlowLogin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A reply that needs no work of the server's.</summary>
    public TimeSpan SlowRoundTrip { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long common mail programs wait for a message: K-9 and some antivirus proxies a minute.</summary>
    public TimeSpan ClientPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long before its end a certificate is worth a word; at most a third of its life.</summary>
    public TimeSpan CertificateTerm { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Messages of a sample.</summary>
    public int SampleMessages { get; init; } = 20;

    /// <summary>Octets of a sample.</summary>
    public long SampleOctets { get; init; } = 20_000_000;
}
