using System.Net.Sockets;
using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Servers;
using Restante.EndToEnd.Transport;

namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>OpenLDAP's slapd with a few users, on free ports, below a temp folder; ended with the test.</summary>
internal sealed class SlapdServer : IAsyncDisposable
{
    public const string Password = "Blau & grün 7";
    public const string SearchDn = "cn=restante,dc=example,dc=com";
    public const string SearchPassword = "search-canary-4711";

    /// <summary>Who may bind by this pattern.</summary>
    public const string Pattern = "uid={user},ou=people,dc=example,dc=com";

    private readonly ScratchFolder _folder = new("slapd");
    private readonly string[] _uris;
    private Daemon? _daemon;
    private string _earlierOutput = "";

    private SlapdServer(string[] hosts)
    {
        var ports = FreePorts.Take(2);
        (Plain, Tls, Unix) = ($"ldap://127.0.0.1:{ports[0]}", $"ldaps://127.0.0.1:{ports[1]}", "ldapi://" + Uri.EscapeDataString(_folder["ldapi"]));
        _uris = [Plain, Tls, Unix];
        Port = ports[0];
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        authority.Issue(_folder.Path, "slapd", hosts);
        Authority = authority.WriteRoot(_folder.Path, "ca");
        OtherAuthority = other.WriteRoot(_folder.Path, "other");
        SearchPasswordFile = _folder["search-password"];
        File.WriteAllText(SearchPasswordFile, SearchPassword + "\n");
        File.SetUnixFileMode(SearchPasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string Plain { get; }

    public string Tls { get; }

    public string Unix { get; }

    public int Port { get; }

    /// <summary>PEM: who signed its certificate, and somebody who did not.</summary>
    public string Authority { get; }

    public string OtherAuthority { get; }

    public string SearchPasswordFile { get; }

    /// <summary>What it was asked: a line for each connection and request.</summary>
    public string Output => _earlierOutput + _daemon?.Output;

    /// <param name="hosts">In its certificate.</param>
    public static async Task<SlapdServer> StartAsync(params string[] hosts)
    {
        var server = new SlapdServer(hosts.Length > 0 ? hosts : ["127.0.0.1"]);
        try
        {
            server._folder.MakeFolder("db");
            await File.WriteAllTextAsync(server._folder["slapd.conf"], SlapdConfiguration.Of(server._folder.Path));
            await File.WriteAllTextAsync(server._folder["users.ldif"], SlapdConfiguration.Entries(Password, SearchPassword));
            var run = await Tool.RunAsync("/usr/sbin/slapadd", ["-f", server._folder["slapd.conf"], "-l", server._folder["users.ldif"]]);
            Assert.True(run.ExitCode == 0, $"slapadd: {run}");
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync()
    {
        _daemon = Daemon.Start("/usr/sbin/slapd", ["-f", _folder["slapd.conf"], "-h", string.Join(' ', _uris), "-d", "stats"], _folder.Path);
        await Eventually.TrueAsync(() => AnswersAsync(_daemon), Eventually.Limit, "slapd's port");
    }

    public async Task StopAsync()
    {
        if (_daemon is { } daemon)
        {
            await daemon.StopAsync(TimeSpan.FromSeconds(10));
            _earlierOutput += daemon.Output;
            await daemon.DisposeAsync();
            _daemon = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync(Daemon daemon)
    {
        Assert.False(daemon.HasEnded, "slapd ended:\n" + daemon.Output);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
