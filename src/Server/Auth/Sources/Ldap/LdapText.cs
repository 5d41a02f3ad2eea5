using System.Globalization;
using System.Text;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>
/// A user's name inside a DN or a filter. All but a few harmless characters are written in hexadecimal, which both
/// syntaxes allow for any octet of UTF-8: there is no list of dangerous characters that could lack one.
/// </summary>
internal static class LdapText
{
    /// <summary>A value in a DN (RFC 4514 §2.4) or in a filter (RFC 4515 §3): <c>\2A</c> for each octet.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'@' or (byte)'-' or (byte)'_' or (byte)'.')
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{octet:X2}");
            }
        }

        return text.ToString();
    }

    /// <summary>For C: UTF-8 with a NUL behind it.</summary>
    public static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
