using System.Buffers;
using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Protocol.Transcript;

/// <summary>A client's line as it may be shown: secrets as ****, and nothing of a line that no row of the state table explains.</summary>
public static class ClientLine
{
    /// <summary>What stands for a secret.</summary>
    public const string Blank = "****";

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    // AUTH's first word is shown only when it is one of these: a client that forgets the mechanism sends the secret there.
    private static readonly string[] Mechanisms =
    [
        "PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256",
        "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-512-PLUS", "XOAUTH2", "OAUTHBEARER", "EXTERNAL", "ANONYMOUS",
        "GSSAPI", "GSS-SPNEGO", "NTLM",
    ];

    /// <summary>A line as it may be written to a log.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="sasl">True while a SASL exchange runs: the line is a response.</param>
    public static string Show(ReadOnlySpan<byte> line, bool sasl)
    {
        if (sasl)
        {
            return line.SequenceEqual("*"u8) ? "*" : Blank;
        }

        var space = line.IndexOf((byte)' ');
        var keyword = space < 0 ? line : line[..space];
        if (StateTable.Find(keyword) is not { } row)
        {
            // Somebody who types a password at the wrong moment must not find it in the log.
            return $"(not a command, {line.Length} octets)";
        }

        var words = space < 0 ? default : line[(space + 1)..];
        var gap = words.IndexOf((byte)' ');
        if (!row.Secret && (row.Keyword != Keyword.User || gap < 0))
        {
            return Escape(line);
        }

        if (words.IsEmpty)
        {
            return row.Name;
        }

        // USER's and APOP's names are no secrets; what is behind them is, or may be. APOP's only where a digest (MD5 in
        // hexadecimal) follows: else the name may be a password's first word.
        var first = gap < 0 ? words : words[..gap];
        return row.Keyword switch
        {
            Keyword.Auth when Mechanism(first) is { } mechanism => gap < 0 ? $"{row.Name} {mechanism}" : $"{row.Name} {mechanism} {Blank}",
            Keyword.User => $"{row.Name} {Escape(first)} {Blank}",
            Keyword.Apop when gap >= 0 && IsDigest(words[(gap + 1)..]) => $"{row.Name} {Escape(first)} {Blank}",
            _ => $"{row.Name} {Blank}",
        };
    }

    /// <summary>Octets as one line of text: what is not printable becomes <c>\xNN</c>, and 256 octets are enough.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        const int most = 256;
        var cut = octets.Length > most;
        var text = new StringBuilder();
        for (var rest = cut ? octets[..most] : octets; !rest.IsEmpty;)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var used) == OperationStatus.Done;
            if (!valid)
            {
                foreach (var octet in rest[..used])
                {
                    text.Append($"\\x{octet:x2}");
                }
            }
            else if (rune.Value == '\\')
            {
                text.Append(@"\\");
            }
            else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator)
            {
                text.Append($"\\x{rune.Value:x2}");
            }
            else
            {
                text.Append(rune);
            }

            rest = rest[used..];
        }

        return cut ? text.Append('…').ToString() : text.ToString();
    }

    private static bool IsDigest(ReadOnlySpan<byte> word) =>
        word.Length == 32 && !word.ContainsAnyExcept(HexDigits);

    private static string? Mechanism(ReadOnlySpan<byte> word)
    {
        foreach (var name in Mechanisms)
        {
            if (Ascii.EqualsIgnoreCase(word, name))
            {
                return name;
            }
        }

        return null;
    }
}
