using System.Globalization;

namespace Restante.Server.Hosting;

/// <summary>Sockets that systemd opened for us (sd_listen_fds(3)): they begin at descriptor 3 and have names.</summary>
public static class SystemdSockets
{
    private const int First = 3;

    /// <summary>The descriptor of a name in LISTEN_FDNAMES.</summary>
    /// <exception cref="IOException">systemd gave this process no such socket.</exception>
    public static ulong Handle(string name)
    {
        var count = Environment.GetEnvironmentVariable("LISTEN_FDS");
        var pid = Environment.GetEnvironmentVariable("LISTEN_PID");
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var sockets)
            || !int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            || process != Environment.ProcessId)
        {
            throw new IOException($"systemd passed no sockets: listen address systemd:{name} needs a .socket unit with FileDescriptorName={name}");
        }

        var names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? "").Split(':');
        var index = Array.IndexOf(names, name);
        return index >= 0 && index < sockets
            ? (ulong)(First + index)
            : throw new IOException($"systemd passed no socket named {name}; it passed: {string.Join(", ", names)}");
    }
}
