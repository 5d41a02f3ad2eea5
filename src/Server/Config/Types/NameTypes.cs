using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>A host's name as the greeting can carry it.</summary>
internal sealed class HostnameType : WrittenType<string>
{
    public override string Name => "host name";

    protected override string Example => "pop-01.example.com";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9._-]{1,255}$" };

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        // An @ or a pair of <> in the greeting makes clients believe that APOP is offered.
        (value, message, advice) = (text, $"\"{text}\" is not a host name", "use letters, digits, '.', '-' and '_'");
        return text.Length is > 0 and <= 255 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
    }

    protected override string Write(string value) => value;
}

/// <summary>A user's name or a client's address.</summary>
internal sealed class UserOrAddressType : WrittenType<string>
{
    public override string Name => "user or address";

    protected override string Example => "ann";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, "is empty", "write a user's name or a client's address");
        return text.Length > 0;
    }

    protected override string Write(string value) => value;
}

/// <summary>The name of a PAM service's file, or nothing.</summary>
internal sealed class PamServiceType : WrittenType<string>
{
    public override string Name => "PAM service";

    protected override string Example => "restante";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, $"\"{text}\" is not a PAM service", "write the name of a file in /etc/pam.d, without the path");
        return text is not ("." or "..") && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
    }

    protected override string Write(string value) => value;
}
