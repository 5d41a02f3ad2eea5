using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>The directives of a DIGEST-MD5 message (RFC 2831 §7.1): <c>name=value</c> or <c>name="value"</c>, with commas between.</summary>
internal sealed class DigestMd5Directives
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value, octet by octet as Latin-1; null where the directive is missing.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The value in the character set that the message names.</summary>
    public string? Text(string name) => this[name] is { } value && this["charset"] == "utf-8"
        ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value))
        : this[name];

    /// <summary>Null for a message that breaks the grammar, or that says something twice.</summary>
    public static DigestMd5Directives? Read(ReadOnlySpan<byte> message)
    {
        var directives = new DigestMd5Directives();
        var rest = message;
        while (true)
        {
            // Empty elements are allowed, white space too.
            rest = rest.TrimStart(" \t\r\n,"u8);
            if (rest.IsEmpty)
            {
                return directives;
            }

            var equals = rest.IndexOf((byte)'=');
            if (equals <= 0)
            {
                return null;
            }

            var name = Encoding.Latin1.GetString(rest[..equals].TrimEnd(" \t"u8));
            rest = rest[(equals + 1)..].TrimStart(" \t"u8);
            var value = rest is [(byte)'"', ..] ? Quoted(ref rest) : Token(ref rest);
            if (value is null || !directives._values.TryAdd(name, value))
            {
                return null;
            }
        }
    }

    public static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Token(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)',') is >= 0 and var comma ? comma : rest.Length;
        var value = Encoding.Latin1.GetString(rest[..end].Trim(" \t\r\n"u8));
        rest = rest[end..];
        return value;
    }

    private static string? Quoted(ref ReadOnlySpan<byte> rest)
    {
        var value = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..].TrimStart(" \t\r\n"u8);
                return rest is [] or [(byte)',', ..] ? value.ToString() : null;
            }

            if (rest[i] == '\\' && ++i == rest.Length)
            {
                return null;
            }

            value.Append((char)rest[i]);
        }

        return null;
    }
}
