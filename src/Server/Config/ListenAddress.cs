using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Restante.Server.Config;

/// <summary>Where a listener stands: an address and port, a Unix socket, or a socket that systemd hands over.</summary>
public abstract record ListenAddress
{
    /// <summary>sun_path holds 108 octets with its NUL; a longer path is an error of bind(2) that names no path.</summary>
    private const int MaxUnixPath = 107;

    private const string UnixPrefix = "unix:";
    private const string SystemdPrefix = "systemd:";

    private ListenAddress() { }

    public sealed record Tcp(IPEndPoint EndPoint) : ListenAddress
    {
        public override string ToString() => EndPoint.ToString();
    }

    /// <param name="Path">Absolute.</param>
    public sealed record Unix(string Path) : ListenAddress
    {
        public override string ToString() => UnixPrefix + Path;
    }

    /// <param name="Name">The socket unit's FileDescriptorName=.</param>
    public sealed record Systemd(string Name) : ListenAddress
    {
        public override string ToString() => SystemdPrefix + Name;
    }

    /// <param name="text">As it stands in the configuration.</param>
    /// <param name="baseDirectory">What a relative Unix path starts from.</param>
    /// <param name="address">The address, when true is returned.</param>
    /// <param name="advice">What to write instead, when false is returned.</param>
    public static bool TryParse(string text, string baseDirectory, [NotNullWhen(true)] out ListenAddress? address, out string advice)
    {
        address = null;
        advice = "";
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return TryParseUnix(text[UnixPrefix.Length..], baseDirectory, out address, out advice);
        }

        if (text.StartsWith(SystemdPrefix, StringComparison.Ordinal))
        {
            var name = text[SystemdPrefix.Length..];
            advice = "write systemd:NAME with the FileDescriptorName= of the socket unit";
            address = name.Length > 0 && !name.Any(c => char.IsControl(c) || c == ':') ? new Systemd(name) : null;
            return address is not null;
        }

        return TryParseTcp(text, out address, out advice);
    }

    /// <summary>True where both cannot be bound at once: the same place, or a wildcard that contains the other.</summary>
    public bool Collides(ListenAddress other)
    {
        if (this is not Tcp { EndPoint: var mine } || other is not Tcp { EndPoint: var theirs })
        {
            return this == other;
        }

        // Port 0 is a fresh port each time. [::] takes IPv4 as well, unless 0.0.0.0 stands beside it.
        return mine.Port == theirs.Port && mine.Port != 0
            && (mine.Address.Equals(theirs.Address) || Contains(mine.Address, theirs.Address) || Contains(theirs.Address, mine.Address));
    }

    private static bool Contains(IPAddress wildcard, IPAddress other) =>
        wildcard.Equals(IPAddress.Any) ? other.AddressFamily == AddressFamily.InterNetwork
        : wildcard.Equals(IPAddress.IPv6Any) && !other.Equals(IPAddress.Any);

    private static bool TryParseUnix(string path, string baseDirectory, out ListenAddress? address, out string advice)
    {
        address = null;
        advice = "write unix:/path/to/socket";
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var full = Path.GetFullPath(path, baseDirectory);
        if (Encoding.UTF8.GetByteCount(full) > MaxUnixPath)
        {
            advice = $"a socket's path may have {MaxUnixPath} octets; this one has {Encoding.UTF8.GetByteCount(full)}";
            return false;
        }

        address = new Unix(full);
        return true;
    }

    private static bool TryParseTcp(string text, out ListenAddress? address, out string advice)
    {
        address = null;
        advice = "write 0.0.0.0:110, 127.0.0.1:110, [::]:110, unix:/path or systemd:NAME";
        var colon = text.LastIndexOf(':');
        if (colon < 0 || text.EndsWith(']'))
        {
            // IPAddress takes "110" and "127.1" too; here they are slips of the pen.
            advice = (text.StartsWith('[') || text.Count(c => c == '.') == 3) && IPAddress.TryParse(text, out _) ? $"add the port: {text}:110" : advice;
            return false;
        }

        var host = text[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!bracketed && host.Contains(':', StringComparison.Ordinal))
        {
            advice = $"put an IPv6 address in brackets and add the port: [{text}]:110";
            return false;
        }

        if (!bracketed && host is "" or "*" or "localhost")
        {
            advice = host == "localhost" ? "write 127.0.0.1 or [::1]" : "write 0.0.0.0 for all IPv4 addresses, [::] for IPv4 and IPv6";
            return false;
        }

        if (!bracketed && host.Count(c => c == '.') != 3)
        {
            return false;
        }

        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out var ip))
        {
            return false;
        }

        if (!ushort.TryParse(text[(colon + 1)..], System.Globalization.NumberStyles.None, null, out var port))
        {
            advice = "a port is a number from 1 to 65535, or 0 for any free one";
            return false;
        }

        address = new Tcp(new IPEndPoint(ip, port));
        return true;
    }
}
