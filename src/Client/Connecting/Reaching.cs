using System.Net;
using System.Net.Sockets;

namespace Restante.Client.Connecting;

/// <summary>What an attempt to connect came to.</summary>
public enum ReachOutcome
{
    Connected,

    /// <summary>Nobody listens there, or a filter says so.</summary>
    Refused,

    /// <summary>Connected, and reset before anything else could be seen: a refusal answers the connection itself.</summary>
    Reset,

    /// <summary>The network says that there is no way.</summary>
    Unreachable,

    /// <summary>This machine has no way to addresses of that family: says nothing of the server.</summary>
    NoRouteHere,
    TimedOut,
}

/// <summary>A TCP connection, or why there is none.</summary>
public sealed record Reached(ReachOutcome Outcome, Socket? Socket, TimeSpan Elapsed, string Detail);

/// <summary>Opens TCP connections.</summary>
public static class Reaching
{
    public static async Task<Reached> ConnectAsync(IPEndPoint endPoint, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, timeout, System.Threading.Timeout.InfiniteTimeSpan);
            await socket.ConnectAsync(endPoint, limit.Token);
            return new Reached(ReachOutcome.Connected, socket, time.GetElapsedTime(started), "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            return new Reached(ReachOutcome.TimedOut, null, time.GetElapsedTime(started), $"no answer for {timeout.TotalSeconds:0.#} s");
        }
        catch (SocketException e)
        {
            socket.Dispose();
            return new Reached(OutcomeOf(e.SocketErrorCode), null, time.GetElapsedTime(started), e.Message);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ReachOutcome OutcomeOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => ReachOutcome.Refused,
        SocketError.ConnectionReset => ReachOutcome.Reset,
        SocketError.TimedOut => ReachOutcome.TimedOut,
        SocketError.NetworkUnreachable or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => ReachOutcome.NoRouteHere,
        _ => ReachOutcome.Unreachable,
    };
}
