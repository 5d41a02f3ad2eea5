using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Restante.Server.Config;

/// <summary>Where a directory listens: <c>ldap://host</c>, <c>ldaps://host:port</c>, <c>ldapi://%2Frun%2Fslapd%2Fldapi</c>.</summary>
public sealed record LdapUri
{
    private LdapUri(string text, LdapScheme scheme, string host, int port) => (Text, Scheme, Host, Port) = (text, scheme, host, port);

    /// <summary>As written.</summary>
    public string Text { get; }

    public LdapScheme Scheme { get; }

    /// <summary>A name or an address without brackets; the socket's path, escaped, for ldapi.</summary>
    public string Host { get; }

    /// <summary>389 and 636 where none is written; means nothing for ldapi.</summary>
    public int Port { get; }

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
        var (host, port) = scheme == LdapScheme.Ldapi ? (rest, 0) : Split(rest, scheme == LdapScheme.Ldaps ? 636 : 389);
        if (host.Length == 0 || !host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '%' or ':'))
        {
            return false;
        }

        uri = new LdapUri(text, scheme, host, port);
        return true;
    }

    public override string ToString() => Text;

    /// <summary>Without a host where there is none, or not a sound one.</summary>
    private static (string Host, int Port) Split(string authority, int usual)
    {
        var bracket = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) : -1;
        var (host, port) = bracket > 0 ? (authority[1..bracket], authority[(bracket + 1)..])
            : authority.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (authority[..colon], authority[colon..])
            : (authority, "");
        if (bracket > 0 ? !IPAddress.TryParse(host, out _) : host.Contains('%', StringComparison.Ordinal))
        {
            return ("", 0);
        }

        return port.Length == 0 ? (host, usual)
            : port[0] == ':' && ushort.TryParse(port[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? (host, number)
            : ("", 0);
    }
}

public enum LdapScheme
{
    Ldap,
    Ldaps,
    Ldapi,
}
