namespace Restante.Server.Config.Types;

/// <summary>An issuer identifier (RFC 8414 §2), or nothing.</summary>
internal sealed class IssuerType : WrittenType<string>
{
    public override string Name => "https URL";

    protected override string Example => "https://id.example.com/realms/mail";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, $"\"{text}\" is no issuer identifier", $"write an https URL without query and fragment, as in {Example}");
        return text.Length == 0
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Query.Length == 0
                && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0 && text.IndexOfAny(['?', '#']) < 0);
    }

    protected override string Write(string value) => value;
}

/// <summary>What is compared with something in a token: printable ASCII, or nothing.</summary>
internal sealed class TokenWordType : WrittenType<string>
{
    public override string Name => "text";

    protected override string Example => "restante";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = (text, "holds a character that no token has there", "use printable ASCII");
        return text.All(c => c is >= ' ' and <= '~');
    }

    protected override string Write(string value) => value;
}
