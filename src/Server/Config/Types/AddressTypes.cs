using System.Net;
using System.Net.Sockets;

namespace Restante.Server.Config.Types;

/// <summary>Where to listen.</summary>
internal sealed class ListenAddressType : WrittenType<ListenAddress>
{
    public override string Name => "address";

    protected override string Example => "0.0.0.0:110";

    protected override bool TryParse(string text, ConfigOrigin origin, out ListenAddress value, out string message, out string advice)
    {
        message = $"\"{text}\" is not an address to listen on";
        var valid = ListenAddress.TryParse(text, origin.BaseDirectory, out var address, out advice);
        value = address!;
        return valid;
    }

    protected override string Write(ListenAddress value) => value.ToString();
}

/// <summary>A range of addresses in CIDR form, or one address.</summary>
internal sealed class NetworkType : WrittenType<IPNetwork>
{
    public override string Name => "network";

    protected override string Example => "10.0.0.0/8";

    protected override bool TryParse(string text, ConfigOrigin origin, out IPNetwork value, out string message, out string advice)
    {
        value = default;
        (message, advice) = ($"\"{text}\" is not a network", "write 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(host, out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && host.Count(c => c == '.') != 3))
        {
            return false;
        }

        var bits = address.GetAddressBytes().Length * 8;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], System.Globalization.NumberStyles.None, null, out length) || length > bits))
        {
            return false;
        }

        // 10.0.0.5/8 is either a host with a slip or a network with one: whoever wrote it must say which.
        var network = FirstOf(address, length);
        (message, advice) = ($"{text} names a host and a network", $"write {network}/{length} or {address}");
        value = new IPNetwork(network, length);
        return network.Equals(address);
    }

    protected override string Write(IPNetwork value) => value.ToString();

    private static IPAddress FirstOf(IPAddress address, int length)
    {
        var octets = address.GetAddressBytes();
        for (var i = 0; i < octets.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            octets[i] &= (byte)(0xFF00 >> kept);
        }

        return new IPAddress(octets);
    }
}
