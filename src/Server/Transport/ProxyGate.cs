using System.IO.Pipelines;
using System.Net;
using Restante.Protocol.Proxy;

namespace Restante.Server.Transport;

/// <summary>A header that was taken, or in words why the connection is refused.</summary>
public readonly record struct ProxyEntry(ProxyHeader? Header, string? Refusal);

/// <summary>
/// The way in on a port for balancers: only they may connect, and each connection begins with the header that names its
/// client. Who could leave it out, or write it from elsewhere, would choose its own address.
/// </summary>
/// <param name="balancers">Their networks.</param>
/// <param name="time">The clock for the time limit.</param>
public sealed class ProxyGate(IReadOnlyList<IPNetwork> balancers, TimeProvider time)
{
    /// <summary>
    /// A balancer sends the header before anything else. "At least 3 seconds, to cover a retransmit", says the protocol;
    /// not much more, since a client behind a balancer that does not send it waits as long for its greeting.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public const string Outsider = "the peer is not in proxyFrom";
    public const string Silent = "no PROXY header came in time";
    public const string Absent = "the connection does not begin with a PROXY header";
    public const string Gone = "the peer closed before its PROXY header was complete";

    /// <param name="input">From the connection's first octet; what follows the header stays in it.</param>
    /// <param name="peer">Whoever is at the other end; null over a Unix socket.</param>
    /// <param name="stopping">Fires when the server stops.</param>
    public async ValueTask<ProxyEntry> ReadAsync(PipeReader input, IPAddress? peer, CancellationToken stopping)
    {
        if (peer is null || !balancers.Any(network => network.Contains(peer)))
        {
            return new ProxyEntry(null, Outsider);
        }

        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return await ReadAsync(input, either.Token);
        }
        catch (OperationCanceledException)
        {
            return new ProxyEntry(null, timeout.IsCancellationRequested ? Silent : "the server is shutting down");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return new ProxyEntry(null, Gone);
        }
    }

    private static async ValueTask<ProxyEntry> ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellation);
            var buffer = result.Buffer;
            var outcome = ProxyHeaderReader.Read(ref buffer, out var header, out var fault);
            input.AdvanceTo(buffer.Start, outcome == ProxyOutcome.NeedMore ? buffer.End : buffer.Start);
            switch (outcome)
            {
                case ProxyOutcome.Header:
                    return new ProxyEntry(header, null);
                case ProxyOutcome.Missing:
                    return new ProxyEntry(null, Absent);
                case ProxyOutcome.Malformed:
                    return new ProxyEntry(null, "the PROXY header is malformed: " + fault);
                case ProxyOutcome.NeedMore when result.IsCompleted:
                    return new ProxyEntry(null, Gone);
            }
        }
    }
}
