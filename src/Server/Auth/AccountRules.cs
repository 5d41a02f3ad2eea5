using System.Diagnostics.CodeAnalysis;

namespace Restante.Server.Auth;

/// <summary>What an account may do here, once its password is right; from the extra fields of its line.</summary>
public sealed record AccountRules
{
    public static AccountRules None { get; } = new();

    /// <summary>False when the account is not for POP3 (<c>pop3=no</c>, <c>nopop3</c>).</summary>
    public bool Pop { get; private init; } = true;

    /// <summary>The right password opens nothing on a connection without TLS (<c>tls=required</c>).</summary>
    public bool TlsRequired { get; private init; }

    /// <summary>Nothing is deleted (<c>readonly</c>).</summary>
    public bool ReadOnly { get; private init; }

    /// <summary>
    /// False when a field that is a rule has a value that is none: it was meant to restrict, so to pass it over would let
    /// somebody in. Fields that are no rules here are somebody else's.
    /// </summary>
    /// <param name="extra">Each name also with <c>userdb_</c> in front, as Dovecot has them.</param>
    /// <param name="rules">What they say, when true is returned.</param>
    /// <param name="fault">Why not, when false is returned.</param>
    public static bool TryRead(
        IReadOnlyDictionary<string, string> extra, [NotNullWhen(true)] out AccountRules? rules, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        var pop = Switch(extra, "pop3", unset: true, ref fault) & !Switch(extra, "nopop3", unset: false, ref fault);
        var readOnly = Switch(extra, "readonly", unset: false, ref fault);
        var tls = Value(extra, "tls");
        if (tls is not (null or "required" or "optional"))
        {
            fault = "tls is neither required nor optional";
        }

        if (fault is not null)
        {
            rules = null;
            return false;
        }

        rules = new AccountRules { Pop = pop, TlsRequired = tls == "required", ReadOnly = readOnly };
        return true;
    }

    private static bool Switch(IReadOnlyDictionary<string, string> extra, string name, bool unset, ref string? fault)
    {
        switch (Value(extra, name))
        {
            case null:
                return unset;
            case "yes" or "y" or "true" or "1":
                return true;
            case "no" or "n" or "false" or "0":
                return false;
            default:
                fault = $"{name} is neither yes nor no";
                return unset;
        }
    }

    private static string? Value(IReadOnlyDictionary<string, string> extra, string name) =>
        extra.GetValueOrDefault(name) ?? extra.GetValueOrDefault("userdb_" + name);
}
