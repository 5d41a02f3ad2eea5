using System.Net;
using Restante.Server.Transport;

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
        (message, advice) = ($"\"{text}\" is not a network", "write 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
        if (!NetworkText.TryParse(text, out value, out var host))
        {
            return false;
        }

        // 10.0.0.5/8 is either a host with a slip or a network with one: whoever wrote it must say which.
        (message, advice) = ($"{text} names a host and a network", $"write {value} or {host}");
        return value.BaseAddress.Equals(host);
    }

    protected override string Write(IPNetwork value) => value.ToString();
}
