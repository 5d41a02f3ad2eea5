using Restante.EndToEnd.Processes;
using Restante.EndToEnd.Wire;

namespace Restante.EndToEnd.Servers;

/// <summary>One of Debian's POP3 servers as its package configures it, started by tests/servers with mail for ann.</summary>
internal sealed class PackagedServer : IAsyncDisposable
{
    public const string User = "ann";
    public const string Password = "secret";

    private readonly ScratchFolder _folder;
    private readonly Daemon _daemon;

    private PackagedServer(ScratchFolder folder, Daemon daemon, int[] ports)
    {
        _folder = folder;
        _daemon = daemon;
        PlainPort = ports[0];
        TlsPort = ports[1];
    }

    public int PlainPort { get; }

    /// <summary>Nobody listens there when the server or the variant has no TLS.</summary>
    public int TlsPort { get; }

    public int ProcessId => _daemon.ProcessId;

    /// <summary>What the server told syslog.</summary>
    public string Log => File.Exists(_folder["log/syslog"]) ? File.ReadAllText(_folder["log/syslog"]) : "";

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "servers", name + ".sh");

    /// <param name="name">Of the script, "courier" for one.</param>
    /// <param name="variant">One of those that the script names.</param>
    /// <param name="messages">With CRLF, in the maildrop's order.</param>
    public static async Task<PackagedServer> StartAsync(string name, string variant, params byte[][] messages)
    {
        var folder = new ScratchFolder(name);
        folder.MakeFolder("mail");
        for (var i = 0; i < messages.Length; i++)
        {
            await File.WriteAllBytesAsync(folder[$"mail/{i:00}.eml"], messages[i]);
        }

        var ports = FreePorts.Take(2);
        var daemon = Daemon.Start(Script(name), ["run", folder.Path, $"{ports[0]}", $"{ports[1]}", variant], folder.Path);
        var server = new PackagedServer(folder, daemon, ports);
        try
        {
            await Eventually.TrueAsync(server.AnswersAsync, Eventually.Limit, $"the greeting of {name}");
            return server;
        }
        catch (Exception e)
        {
            var said = daemon.Output + server.Log;
            await server.DisposeAsync();
            throw new InvalidOperationException($"{name} did not start: {said}", e);
        }
    }

    /// <summary>Does any process still live in its room?</summary>
    public bool HasInhabitants() => Directory.EnumerateDirectories("/proc").Any(p => char.IsAsciiDigit(Path.GetFileName(p)[0]) && Sees(p));

    public void Kill() => _daemon.Signal(Posix.SigKill);

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    // The room's file system is mounted below the folder, and only those in the room see that.
    private bool Sees(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "mountinfo")).Contains(Path.GetFileName(_folder.Path), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync() =>
        !_daemon.HasEnded ? await RawPop3.AnswersAsync(PlainPort) : throw new InvalidOperationException("it ended");
}
