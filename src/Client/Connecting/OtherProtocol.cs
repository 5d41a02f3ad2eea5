using System.Text;

namespace Restante.Client.Connecting;

/// <summary>Recognises by its first octets what speaks on a port in the place of POP3.</summary>
public static class OtherProtocol
{
    /// <summary>Its name, or null.</summary>
    public static string? Recognise(ReadOnlySpan<byte> first)
    {
        var text = Encoding.ASCII.GetString(first[..Math.Min(first.Length, 200)]);
        return text switch
        {
            _ when text.StartsWith("* OK", StringComparison.OrdinalIgnoreCase) || text.StartsWith("* PREAUTH", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("* BYE", StringComparison.OrdinalIgnoreCase) => "IMAP (ports 143 and 993)",
            _ when IsCode(text, "220", "554", "421") && (Says(text, "SMTP") || Says(text, "LMTP")) => "SMTP (ports 25, 465 and 587)",
            _ when IsCode(text, "220", "530", "421") && Says(text, "FTP") => "FTP (port 21)",
            _ when IsCode(text, "200", "201", "400", "502") && (Says(text, "NNTP") || Says(text, "news") || Says(text, "INN")) => "NNTP (port 119)",
            _ when IsCode(text, "220", "554", "421") => "SMTP (ports 25, 465 and 587) or FTP (port 21)",
            _ when text.StartsWith("SSH-", StringComparison.Ordinal) => "SSH (port 22)",
            _ when text.StartsWith("HTTP/", StringComparison.Ordinal) || Says(text, "<html") || Says(text, "<!doctype") => "HTTP, a web server",
            _ when text.StartsWith("RFB ", StringComparison.Ordinal) => "VNC",
            _ when text.StartsWith("\"IMPLEMENTATION\"", StringComparison.OrdinalIgnoreCase) => "ManageSieve (port 4190)",
            _ when first.Length >= 2 && first[0] == 0x15 && first[1] == 0x03 => "TLS: it answers plain text with a TLS alert",
            _ => null,
        };
    }

    private static bool IsCode(string text, params ReadOnlySpan<string> codes)
    {
        foreach (var code in codes)
        {
            if (text.StartsWith(code, StringComparison.Ordinal) && text.Length > 3 && text[3] is ' ' or '-')
            {
                return true;
            }
        }

        return false;
    }

    private static bool Says(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
