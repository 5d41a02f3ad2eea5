using System.Text.RegularExpressions;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Balancers;

/// <summary>Debian's HAProxy with a configuration of the manual, its addresses replaced by free ports of loopback.</summary>
internal sealed partial class HaproxyServer : IAsyncDisposable
{
    private readonly ScratchFolder _folder;
    private readonly Daemon _daemon;

    private HaproxyServer(ScratchFolder folder, Daemon daemon, int plainPort, int tlsPort) =>
        (_folder, _daemon, PlainPort, TlsPort) = (folder, daemon, plainPort, tlsPort);

    public int PlainPort { get; }

    public int TlsPort { get; }

    public string Output => _daemon.Output;

    /// <param name="block">Which of the page's configurations, from 0.</param>
    /// <param name="plainNode">The node's POP3 port for balancers.</param>
    /// <param name="tlsNode">The node's POP3S port for balancers.</param>
    /// <param name="edit">What the test wants otherwise.</param>
    /// <param name="certificate">PEM with certificate and key, where the balancer ends TLS.</param>
    public static async Task<HaproxyServer> StartAsync(
        int block, int plainNode, int tlsNode, Func<string, string>? edit = null, string? certificate = null)
    {
        var folder = new ScratchFolder("haproxy");
        var ports = FreePorts.Take(3);
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "manual", "balancers.md"));
        var configuration = Blocks().Matches(page)[block].Groups["text"].Value
            .Replace("0.0.0.0:110", $"127.0.0.1:{ports[0]}", StringComparison.Ordinal)
            .Replace("0.0.0.0:995", $"127.0.0.1:{ports[1]}", StringComparison.Ordinal)
            .Replace("10.0.0.11:1110", $"127.0.0.1:{plainNode}", StringComparison.Ordinal)
            .Replace("10.0.0.11:1995", $"127.0.0.1:{tlsNode}", StringComparison.Ordinal)
            .Replace("/etc/haproxy/pop.example.com.pem", certificate, StringComparison.Ordinal);

        // The second node is dead: nobody must notice.
        configuration = SecondNode().Replace(configuration, $"127.0.0.1:{ports[2]}");
        await File.WriteAllTextAsync(folder["haproxy.cfg"], (edit ?? (text => text))(configuration));
        var daemon = Daemon.Start("/usr/sbin/haproxy", ["-db", "-f", folder["haproxy.cfg"]], folder.Path);
        var server = new HaproxyServer(folder, daemon, ports[0], ports[1]);
        try
        {
            await Eventually.TrueAsync(() => server.ListensAsync(), Eventually.Limit, "HAProxy listens");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        if (_daemon.HasEnded)
        {
            throw new InvalidOperationException("HAProxy ended: " + Output);
        }

        try
        {
            await using var session = await RawPop3.DialAsync(TlsPort);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^```haproxy\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"10\.0\.0\.12:\d+", RegexOptions.None, 1000)]
    private static partial Regex SecondNode();
}
