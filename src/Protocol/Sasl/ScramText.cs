using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Restante.Protocol.Sasl;

/// <summary>The grammar of SCRAM's messages (RFC 5802 §7).</summary>
internal static class ScramText
{
    /// <summary>The value of an attribute that must stand at this place; null where it does not.</summary>
    public static string? Value(string[] attributes, int index, char name) =>
        index < attributes.Length && attributes[index] is [var found, '=', .. var value] && found == name ? value : null;

    /// <summary>A nonce: printable ASCII without the comma.</summary>
    public static bool IsNonce([NotNullWhen(true)] string? text) =>
        !string.IsNullOrEmpty(text) && text.All(c => c is > ' ' and <= '~' and not ',');

    /// <summary>Takes only the one way to write these octets (RFC 4648 §3.5): then nothing in a message can be changed unnoticed.</summary>
    public static bool TryDecodeBase64(string? text, out byte[] octets)
    {
        octets = [];
        if (text is null || text.Any(char.IsWhiteSpace))
        {
            return false;
        }

        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var written))
        {
            return false;
        }

        octets = buffer[..written];
        return Convert.ToBase64String(octets) == text;
    }

    /// <summary>A name as it stands in a message: <c>,</c> as =2C and <c>=</c> as =3D.</summary>
    public static string EncodeName(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    /// <summary>Null for what is no name: empty, with a NUL, or with an = that means nothing.</summary>
    public static string? DecodeName(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var name = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                name.Append(text[i]);
                continue;
            }

            switch (text.AsSpan(i + 1))
            {
                case ['2', 'C' or 'c', ..]: name.Append(','); break;
                case ['3', 'D' or 'd', ..]: name.Append('='); break;
                default: return null;
            }

            i += 2;
        }

        return name.ToString();
    }
}
