using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Restante.EndToEnd.Talk;

/// <summary>An address of this machine that is not loopback: what is sent there stays here, and counts as the network.</summary>
internal static class OwnAddress
{
    /// <summary>Null on a machine without a network.</summary>
    public static string? Value { get; } = NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .FirstOrDefault(a => a.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString();
}

/// <summary>Skipped, with that reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnAddressFactAttribute : FactAttribute
{
    public OwnAddressFactAttribute()
    {
        if (OwnAddress.Value is null)
        {
            Skip = "this machine has no address but loopback";
        }
    }
}
