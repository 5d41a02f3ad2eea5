using System.Buffers.Text;
using System.Text;

namespace Restante.Server.Auth.Hashes;

/// <summary>Recognises the scheme of a stored secret.</summary>
internal static class HashReader
{
    public static HashRead Read(string text)
    {
        // What shadow(5) and Dovecot's users write for "no password opens this": !, !!, *, *LK*, !$6$…, nothing; x says
        // that the secret is elsewhere.
        if (text is "" or "x" || text[0] is '!' or '*')
        {
            return new LockedHash(text);
        }

        if (text[0] == '$')
        {
            return CryptHash.Read("CRYPT", text, text);
        }

        if (text[0] != '{' || text.IndexOf('}', StringComparison.Ordinal) is not (> 1 and var end))
        {
            return "names no scheme: write {PLAIN} in front of a password in clear, {CRYPT} in front of a crypt(3) string";
        }

        var (scheme, encoding) = SplitEncoding(text[1..end].ToUpperInvariant());
        var secret = text[(end + 1)..];
        return encoding is Encoded.Unknown ? $"{text[..(end + 1)]} names an encoding other than .b64 and .hex" : Read(scheme, encoding, secret, text);
    }

    private static HashRead Read(string scheme, Encoded encoding, string secret, string text)
    {
        if (secret.Length == 0)
        {
            return new LockedHash(text);
        }

        if (DigestHash.Find(scheme) is { } digest)
        {
            return digest.Read(encoding, secret, text);
        }

        if (!TryDecode(encoding, secret, out var octets))
        {
            return $"{{{scheme}}}: not {(encoding == Encoded.Hex ? "hexadecimal" : "base64")}";
        }

        var clear = encoding == Encoded.Plain ? secret : Encoding.UTF8.GetString(octets);
        return scheme switch
        {
            "PLAIN" or "CLEARTEXT" or "CLEAR" => new PlainHash(octets, text),
            "SCRAM-SHA-256" or "SCRAM-SHA-1" => ScramHash.Read(scheme, clear),
            "PBKDF2" => Pbkdf2Hash.Read(clear, text),
            "CRYPT" or "DES-CRYPT" or "MD5-CRYPT" or "SHA256-CRYPT" or "SHA512-CRYPT" or "BLF-CRYPT" => CryptHash.Read(scheme, clear, text),
            _ => $"{{{scheme}}} is not a scheme that this server knows; set a new password with `restante user passwd`",
        };
    }

    private static (string Scheme, Encoded Encoding) SplitEncoding(string scheme) => scheme.IndexOf('.', StringComparison.Ordinal) switch
    {
        < 0 => (scheme, Encoded.Plain),
        var dot => (scheme[..dot], scheme[(dot + 1)..] switch
        {
            "B64" or "BASE64" => Encoded.Base64,
            "HEX" => Encoded.Hex,
            _ => Encoded.Unknown,
        }),
    };

    /// <summary>Decodes as the suffix says; plain text stands for its own octets.</summary>
    public static bool TryDecode(Encoded encoding, string text, out byte[] octets)
    {
        octets = [];
        switch (encoding)
        {
            case Encoded.Plain:
                octets = Encoding.UTF8.GetBytes(text);
                return true;
            case Encoded.Base64:
                if (!Base64.IsValid(text))
                {
                    return false;
                }

                octets = Convert.FromBase64String(text);
                return true;
            default:
                if (text.Length % 2 != 0 || !text.All(char.IsAsciiHexDigit))
                {
                    return false;
                }

                octets = Convert.FromHexString(text);
                return true;
        }
    }
}

/// <summary>How a secret's octets are written.</summary>
internal enum Encoded
{
    /// <summary>As the scheme has it by itself.</summary>
    Plain,
    Base64,
    Hex,
    Unknown,
}

/// <summary>A secret, or why there is none.</summary>
internal readonly record struct HashRead(PasswordHash? Hash, string? Fault)
{
    public static implicit operator HashRead(PasswordHash hash) => new(hash, null);

    public static implicit operator HashRead(string fault) => new(null, fault);
}
