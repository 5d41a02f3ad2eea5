using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Restante.EndToEnd.Servers;

/// <summary>
/// Ports that nobody listens on, and that nobody gets by chance before a server under test does: they lie outside of the
/// range from which the system serves outgoing connections and listeners that ask for any port, and no two tests get the same.
/// </summary>
internal static class FreePorts
{
    /// <summary>Below lie the ports of services.</summary>
    private const int Lowest = 10_000;

    /// <summary>So many or more are enough for a run; where the system leaves fewer, its own are taken too.</summary>
    private const int Enough = 2_000;

    private static readonly (int First, int Count) Range = Choose();

    // Anywhere: another run of the tests on this machine is somewhere else.
    private static int _next = Random.Shared.Next(Range.Count);

    public static int[] Take(int count)
    {
        var ports = new int[count];
        for (var i = 0; i < count; i++)
        {
            ports[i] = Take();
        }

        return ports;
    }

    private static int Take()
    {
        for (var tried = 0; tried < Range.Count; tried++)
        {
            var port = Range.First + (int)((uint)Interlocked.Increment(ref _next) % (uint)Range.Count);
            if (IsFree(IPAddress.Any, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Any, port)))
            {
                return port;
            }
        }

        throw new InvalidOperationException("no port is free");
    }

    /// <summary>On every address of this machine: some servers listen on all of them.</summary>
    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static (int First, int Count) Choose()
    {
        var (low, high) = (32_768, 60_999);
        try
        {
            var words = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            (low, high) = (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // The usual range then.
        }

        var (below, above) = (low - Lowest, ushort.MaxValue - high);
        return Math.Max(below, above) < Enough ? (Lowest, ushort.MaxValue - Lowest)
            : below >= above ? (Lowest, below)
            : (high + 1, above);
    }
}
