using System.Net;
using System.Net.Sockets;

namespace Restante.Server.Transport;

/// <summary>How many sessions there may be, in all and from one address (of IPv6, from one /64).</summary>
public sealed class ConnectionLimits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private int _count;
    private int _sessions;
    private int _sessionsPerAddress;

    /// <summary>A reload may lower them: sessions that are in stay in.</summary>
    public void Set(int sessions, int sessionsPerAddress)
    {
        lock (_lock)
        {
            (_sessions, _sessionsPerAddress) = (sessions, sessionsPerAddress);
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Counts a session in; null, or in words why not. What came in must <see cref="Leave"/>.</summary>
    /// <param name="address">Null for a Unix socket, which only the total limits.</param>
    public string? Enter(IPAddress? address)
    {
        lock (_lock)
        {
            if (_count >= _sessions)
            {
                return "too many sessions";
            }

            if (address is not null)
            {
                var key = Key(address);
                var own = _perAddress.GetValueOrDefault(key);
                if (own >= _sessionsPerAddress)
                {
                    return "too many sessions from your address";
                }

                _perAddress[key] = own + 1;
            }

            _count++;
            return null;
        }
    }

    public void Leave(IPAddress? address)
    {
        lock (_lock)
        {
            _count--;
            if (address is null)
            {
                return;
            }

            var key = Key(address);
            if (_perAddress[key] == 1)
            {
                _perAddress.Remove(key);
            }
            else
            {
                _perAddress[key]--;
            }
        }
    }

    private static IPAddress Key(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var octets = address.GetAddressBytes();
        octets.AsSpan(8).Clear();
        return new IPAddress(octets);
    }
}
