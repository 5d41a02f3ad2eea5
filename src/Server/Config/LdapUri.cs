using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Restante.Server.Config;

/// <summary>Where a directory listens: <c>ldap://host</c>, <c>ldaps://host:port</c>, <c>ldapi://%2Frun%2Fslapd%2Fldapi</c>.</summary>
public sealed record LdapUri
{
    private LdapUri(string text, LdapScheme scheme, string host) => (Text, Scheme, Host) = (text, scheme, host);

    /// <summary>As written.</summary>
    public string Text { get; }

    public LdapScheme Scheme { get; }

    /// <summary>A name or an address without brackets; the socket's path, escaped, for ldapi.</summary>
    public string Host { get; }

    /// <summary>Passwords stay on this machine.</summary>
    public bool IsLocal =>
        Scheme == LdapScheme.Ldapi || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>A base, attributes or a filter in the URI (RFC 4516) are refused: they have settings of their own.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LdapUri? uri)
    {
        uri = null;
        var (scheme, rest) = text.Split("://", 2) switch
        {
            ["ldap", var r] => (LdapScheme.Ldap, r),
            ["ldaps", var r] => (LdapScheme.Ldaps, r),
            ["ldapi", var r] => (LdapScheme.Ldapi, r),
            _ => (default, ""),
        };
        rest = rest.EndsWith('/') ? rest[..^1] : rest;
        var host = scheme == LdapScheme.Ldapi ? rest : WithoutPort(rest);
        if (host.Length == 0 || !host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '%' or ':'))
        {
            return false;
        }

        uri = new LdapUri(text, scheme, host);
        return true;
    }

    public override string ToString() => Text;

    private static string WithoutPort(string authority)
    {
        var bracket = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) : -1;
        var (host, port) = bracket > 0 ? (authority[1..bracket], authority[(bracket + 1)..])
            : authority.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (authority[..colon], authority[colon..])
            : (authority, "");
        var sound = (port.Length == 0 || (port[0] == ':' && ushort.TryParse(port[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0))
            && (bracket > 0 ? IPAddress.TryParse(host, out _) : !host.Contains('%', StringComparison.Ordinal));
        return sound ? host : "";
    }
}

public enum LdapScheme
{
    Ldap,
    Ldaps,
    Ldapi,
}
