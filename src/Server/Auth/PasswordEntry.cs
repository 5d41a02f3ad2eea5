using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Restante.Server.Transport;

namespace Restante.Server.Auth;

/// <summary>
/// A line of a passwd-file: <c>name:secret</c>, Dovecot's <c>name:secret:uid:gid:gecos:home:shell:extra fields</c>, or
/// a line of shadow(5).
/// </summary>
public sealed class PasswordEntry
{
    private const int FieldsBeforeExtra = 7;
    private const int ShadowFields = 9;
    private const int ShadowExpiry = 7;

    private PasswordEntry(string name, int line, PasswordHash secret) => (Name, Line, Secret) = (name, line, secret);

    public string Name { get; }

    /// <summary>Where it stands in the file, from 1.</summary>
    public int Line { get; }

    public PasswordHash Secret { get; }

    /// <summary>Dovecot's extra fields, without the <c>userdb_</c> ones' meaning: uninterpreted.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; private init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Dovecot's <c>allow_nets</c>.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; private init; } = [];

    public AccountRules Rules { get; private init; } = AccountRules.None;

    /// <summary>The first day on which the account is closed (shadow's eighth field), or null.</summary>
    public DateOnly? Expires { get; private init; }

    /// <summary>Closed for good (<c>nologin</c>), or expired by that day.</summary>
    public bool IsDisabled(DateOnly today) => Extra.ContainsKey("nologin") || Expires <= today;

    public static bool TryParse(string text, int line, [NotNullWhen(true)] out PasswordEntry? entry, [NotNullWhen(false)] out string? fault)
    {
        entry = null;
        var fields = text.Split(':');
        if (fields.Length < 2)
        {
            fault = "is not name:secret";
            return false;
        }

        if (!PasswordHash.TryParse(fields[1], out var secret, out fault))
        {
            return false;
        }

        if (IsShadow(fields))
        {
            entry = new PasswordEntry(fields[0], line, secret) { Expires = ExpiryOf(fields[ShadowExpiry]) };
            return true;
        }

        if (fields.Length <= FieldsBeforeExtra)
        {
            entry = new PasswordEntry(fields[0], line, secret);
            return true;
        }

        // Extra fields may hold colons: IPv6 networks do.
        var extra = ReadExtra(string.Join(':', fields.Skip(FieldsBeforeExtra)));
        if (extra.Keys.Any(k => k.StartsWith(':')))
        {
            // One colon too many: what was meant to close the account would be nobody's field, and let somebody in. Not
            // repeated: where a line end is missing, it is the next user's secret.
            fault = "has a colon too many before its extra fields";
            return false;
        }

        List<IPNetwork> networks = [];
        if (extra.TryGetValue("allow_nets", out var allowed) && !TryReadNetworks(allowed, out networks))
        {
            fault = "allow_nets is not a list of networks";
            return false;
        }

        if (!AccountRules.TryRead(extra, out var rules, out fault))
        {
            return false;
        }

        entry = new PasswordEntry(fields[0], line, secret) { Extra = extra, AllowedNetworks = networks, Rules = rules };
        return true;
    }

    /// <summary>In a line of nine fields all but the first two are numbers or empty: in Dovecot's format a home is a path.</summary>
    private static bool IsShadow(string[] fields) =>
        fields.Length == ShadowFields && fields.Skip(2).All(f => f.All(char.IsAsciiDigit));

    private static DateOnly? ExpiryOf(string days) =>
        int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < DateOnly.MaxValue.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
            ? DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(n)
            : null;

    private static Dictionary<string, string> ReadExtra(string text)
    {
        var extra = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            extra[equals < 0 ? field : field[..equals]] = equals < 0 ? "yes" : field[(equals + 1)..];
        }

        return extra;
    }

    /// <summary>What cannot be read is a fault of the line: skipping it could let somebody in.</summary>
    private static bool TryReadNetworks(string text, out List<IPNetwork> networks)
    {
        networks = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // A host's bits are ignored, as Dovecot does.
            if (!NetworkText.TryParse(part, out var network, out _))
            {
                return false;
            }

            networks.Add(network);
        }

        return true;
    }
}
