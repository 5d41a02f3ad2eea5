using Restante.EndToEnd.Servers;

namespace Restante.EndToEnd.Balancers;

/// <summary>A server with two more ports, for the balancer on 127.0.0.1 alone.</summary>
internal sealed class BalancedServer : IAsyncDisposable
{
    private BalancedServer(RestanteServer server, int[] ports) => (Server, PlainPort, TlsPort) = (server, ports[0], ports[1]);

    public RestanteServer Server { get; }

    public int PlainPort { get; }

    public int TlsPort { get; }

    public static async Task<BalancedServer> StartAsync(string config = "{}")
    {
        var ports = FreePorts.Take(2);
        var options = new RestanteOptions
        {
            Config = config,
            ExtraListeners = $$"""
                [ { "protocol": "pop3",  "address": "127.0.0.1:{{ports[0]}}", "proxyFrom": ["127.0.0.1"] },
                  { "protocol": "pop3s", "address": "127.0.0.1:{{ports[1]}}", "proxyFrom": ["127.0.0.1"] } ]
                """,
        };
        return new BalancedServer(await RestanteServer.StartAsync(options), ports);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
