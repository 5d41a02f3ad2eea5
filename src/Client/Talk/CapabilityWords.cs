using System.Globalization;

namespace Restante.Client.Talk;

/// <summary>What a line of CAPA promises, in words (RFC 2449 §6 and the registry of POP3 capabilities).</summary>
public static class CapabilityWords
{
    /// <summary>Null for one that is not registered.</summary>
    /// <param name="line">Name and arguments.</param>
    public static string? Of(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var arguments = words.Length > 1 ? words[1..] : [];
        return words.FirstOrDefault()?.ToUpperInvariant() switch
        {
            "TOP" => "TOP n k: header and k lines of message n",
            "UIDL" => "UIDL: a name for each message that never changes",
            "USER" => "login by USER and PASS",
            "SASL" when arguments.Length > 0 => $"login by AUTH with {string.Join(", ", arguments)}",
            "SASL" => "login by AUTH, and no mechanism named",
            "STLS" => "STLS turns encryption on",
            "RESP-CODES" => "codes in brackets say why a command failed",
            "AUTH-RESP-CODE" => "[AUTH] tells a wrong password from another trouble",
            "PIPELINING" => "several commands may be sent at once",
            "EXPIRE" when arguments is ["NEVER", ..] => "messages stay until they are deleted",
            "EXPIRE" when arguments is ["0", ..] => "messages are deleted at QUIT once they were fetched",
            "EXPIRE" when arguments.Length > 0 => $"messages are deleted after {arguments[0]} days",
            "LOGIN-DELAY" when arguments.Length > 0 && int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) =>
                $"wait {OctetWords.Count(seconds, "second")} between two logins",
            "IMPLEMENTATION" => "the server's program",
            "UTF8" => "UTF8 switches to messages with UTF-8 in their headers",
            "LANG" => "LANG chooses the language of replies",
            _ => null,
        };
    }
}
