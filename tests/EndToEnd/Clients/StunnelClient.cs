using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Clients;

/// <summary>stunnel, which gives TLS to a client that has none: Ruby's net/pop, in clear text up to the tunnel.</summary>
internal sealed class StunnelClient : PopClient
{
    public override string Name => "stunnel";

    public override bool Speaks(Protection protection) => protection != Protection.Plain;

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        var entry = FreePorts.Take(1)[0];
        var file = errand.At("stunnel.conf");
        await File.WriteAllTextAsync(file, $"""
            foreground = yes
            pid =
            [pop]
            client = yes
            accept = 127.0.0.1:{entry}
            connect = 127.0.0.1:{errand.Port}
            {(errand.Protection == Protection.Stls ? "protocol = pop3" : "")}
            CAfile = {errand.Server.CertificateFile}
            verifyChain = yes
            checkHost = localhost

            """);
        await using var tunnel = Daemon.Start("stunnel", [file], errand.Folder);
        await Eventually.TrueAsync(() => ListensAsync(entry), Eventually.Limit, "stunnel's port");
        return await Script.RunAsync("ruby", "net-pop-fetch.rb", errand, entry);
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
