using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>Where a directory listens.</summary>
internal sealed class LdapUriType : WrittenType<LdapUri>
{
    public override string Name => "LDAP URI";

    protected override string Example => "ldaps://ldap.example.com";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^ldap[si]?://[^/?#]+/?$" };

    protected override bool TryParse(string text, ConfigOrigin origin, out LdapUri value, out string message, out string advice)
    {
        message = $"\"{text}\" is not the URI of a directory";
        advice = "write ldaps://HOST, ldap://HOST:PORT or ldapi://%2Fpath%2Fof%2Fsocket, and nothing behind it";
        var valid = LdapUri.TryParse(text, out var uri);
        value = uri!;
        return valid;
    }

    protected override string Write(LdapUri value) => value.Text;
}

/// <summary>A distinguished name, or nothing; may have to hold a user's name.</summary>
internal sealed class DnType(bool ofUser) : WrittenType<string>
{
    public override string Name => ofUser ? "DN pattern" : "DN";

    protected override string Example => ofUser ? "uid={user},ou=people,dc=example,dc=com" : "ou=people,dc=example,dc=com";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, $"\"{text}\" is not a DN", $"write one like {Example}");
        if (text.Length == 0)
        {
            return true;
        }

        // What becomes of the rest only the directory can say.
        return text.Contains('=', StringComparison.Ordinal) && !text.Any(char.IsControl)
            && (!ofUser || NamePattern.IsSound(text, "all users would be one", out message, out advice));
    }

    protected override string Write(string value) => value;
}

/// <summary>A search filter (RFC 4515) with a user's name in it, or nothing.</summary>
internal sealed class LdapFilterType : WrittenType<string>
{
    public override string Name => "LDAP filter";

    protected override string Example => "(uid={user})";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, $"\"{text}\" is not a filter", $"write one like {Example} or (&(objectClass=inetOrgPerson)(mail={{user}}))");
        return text.Length == 0 || (IsBalanced(text) && !text.Any(char.IsControl) && NamePattern.IsSound(text, "all users would be one", out message, out advice));
    }

    protected override string Write(string value) => value;

    /// <summary>One pair of brackets around it all. In values they are written \28 and \29.</summary>
    private static bool IsBalanced(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth <= 0 && i < text.Length - 1)
            {
                return false;
            }
        }

        return depth == 0;
    }
}

/// <summary>The name of an attribute (RFC 4512 §2.5), or nothing.</summary>
internal sealed class AttributeType : WrittenType<string>
{
    public override string Name => "attribute";

    protected override string Example => "uid";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, $"\"{text}\" is not the name of an attribute", "write one like uid or mail");
        return text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
    }

    protected override string Write(string value) => value;
}
