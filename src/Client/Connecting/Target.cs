using System.Globalization;
using System.Net;

namespace Restante.Client.Connecting;

/// <summary>How TLS is to be had.</summary>
public enum TlsChoice
{
    /// <summary>As the port and the server say.</summary>
    Auto,

    /// <summary>From the first octet (POP3S).</summary>
    Implicit,

    /// <summary>By STLS.</summary>
    StartTls,
    None,
}

/// <summary>What somebody wants to reach: a host by name or address, and a port if he says one.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">Null for the standard ports.</param>
public sealed record Target(string Host, int? Port)
{
    /// <summary>RFC 1939 §3.</summary>
    public const int PlainPort = 110;

    /// <summary>RFC 8314 §3.1.</summary>
    public const int TlsPort = 995;

    /// <summary>RFC 1035 §2.3.4: 255 octets with their lengths, of which text shows two less.</summary>
    private const int LongestName = 253;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[address]:port</c> and bare IPv6 addresses; null for anything else.</summary>
    public static Target? Parse(string text)
    {
        var host = text;
        int? port = null;
        var colon = text.LastIndexOf(':');
        var bracketed = text.StartsWith('[');
        if (colon >= 0 && (bracketed ? text[colon - 1] == ']' : text.IndexOf(':', StringComparison.Ordinal) == colon))
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
            {
                return null;
            }

            host = text[..colon];
            port = number;
        }

        if (bracketed)
        {
            host = host.EndsWith(']') && IPAddress.TryParse(host[1..^1], out _) ? host[1..^1] : "";
        }

        return IPAddress.TryParse(host, out _) || IsName(host) ? new Target(host, port) : null;
    }

    public override string ToString() => Port is { } port ? Show(Host, port) : Host;

    /// <summary>As people write it: an IPv6 address in brackets.</summary>
    public static string Show(string host, int port) => host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    private static bool IsName(string host) =>
        host.Length is >= 1 and <= LongestName && host[0] != '-' && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' || c > 0x7F);
}
