using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Restante.Server.Transport;

/// <summary>A network as people write it: 10.0.0.0/8, 2001:db8::/32, or one address.</summary>
internal static class NetworkText
{
    /// <param name="text">What was written.</param>
    /// <param name="network">The network, when true is returned.</param>
    /// <param name="host">The address that was written; not the network's own where it has a host's bits (10.0.0.5/8).</param>
    public static bool TryParse(string text, out IPNetwork network, out IPAddress host)
    {
        network = default;
        host = IPAddress.None;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];

        // IPAddress takes "10" and "10.1" too; here they are slips of the pen.
        if (!IPAddress.TryParse(address, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && address.Count(c => c == '.') != 3))
        {
            return false;
        }

        var octets = parsed.GetAddressBytes();
        var length = octets.Length * 8;
        if (slash >= 0
            && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > octets.Length * 8))
        {
            return false;
        }

        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] &= (byte)(0xFF00 >> Math.Clamp(length - (i * 8), 0, 8));
        }

        host = parsed;
        network = new IPNetwork(new IPAddress(octets), length);
        return true;
    }
}
