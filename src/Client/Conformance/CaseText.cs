using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Restante.Client.Conformance;

/// <summary>
/// The text of a step made octets: <c>{user}</c> and its kin and <c>&lt;x&gt;</c> get their values, <c>{3*ab}</c> repeats, and
/// where the step has escapes <c>\r \n \t \0 \s \\ \xNN</c> are octets.
/// </summary>
internal static partial class CaseText
{
    private static readonly string[] OfUser = ["{user}", "{password}", "{plain}", "{plain-", "{login-"];

    /// <summary>Speaks of the user or the password.</summary>
    public static bool NamesUser(string text) => OfUser.Any(n => text.Contains(n, StringComparison.Ordinal)) || text.Contains("{apop}", StringComparison.Ordinal);

    public static byte[] Octets(string text, bool escapes, Func<string, string> valueOf)
    {
        var filled = Fill(text, valueOf);
        return escapes ? Unescape(filled) : Encoding.UTF8.GetBytes(filled);
    }

    /// <summary>With the values in their places.</summary>
    /// <param name="valueOf">Of <c>{name}</c> and <c>&lt;name&gt;</c>, brackets included.</param>
    public static string Fill(string text, Func<string, string> valueOf) =>
        Names().Replace(Repeats().Replace(text, static m => string.Concat(Enumerable.Repeat(m.Groups[2].Value, int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)))), m => valueOf(m.Value));

    private static byte[] Unescape(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                var rune = char.IsHighSurrogate(text[i]) ? text.Substring(i++, 2) : text[i].ToString();
                octets.AddRange(Encoding.UTF8.GetBytes(rune));
                continue;
            }

            switch (text[++i])
            {
                case 'x':
                    octets.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                case var other:
                    octets.Add(other switch
                    {
                        'r' => (byte)'\r',
                        'n' => (byte)'\n',
                        't' => (byte)'\t',
                        '0' => 0,
                        's' => (byte)' ',
                        '\\' => (byte)'\\',
                        _ => throw new FormatException($"no escape \\{other}"),
                    });
                    break;
            }
        }

        return [.. octets];
    }

    [GeneratedRegex(@"\{(\d+)\*([^}]*)\}")]
    private static partial Regex Repeats();

    [GeneratedRegex(@"\{[a-z-]+\}|<[a-z]+[0-9]?>")]
    private static partial Regex Names();
}
