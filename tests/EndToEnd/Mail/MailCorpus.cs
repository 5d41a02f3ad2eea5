using System.Text;

namespace Restante.EndToEnd.Mail;

/// <summary>Messages that have made some server or client stumble. The same octets at each run.</summary>
internal static class MailCorpus
{
    /// <summary>What every client is asked to fetch.</summary>
    public static IReadOnlyList<CorpusMessage> All { get; } =
    [
        Make("plain", "Hello,\n\nthis is an ordinary message.\n"),
        Make("dots", ".\n..\n...\n.x\nmiddle . dot\n.\n\n.\n"),
        Make("dot-then-end", "The last line is a dot without an end:\n."),
        Make("no-final-newline", "The last line has no end"),
        Make("empty-body", ""),
        Make("empty-lines-at-end", "three empty lines follow\n\n\n\n"),
        new("header-only", Octets("Subject: header only\nX-Corpus: header-only\n")),
        Make("eight-bit", "Gr\u00fc\u00dfe, \u00e9t\u00e9, \u20ac in UTF-8; and bare Latin-1: \u00ff\u00fe\u00e9.\n", tail: [0xFC, 0xDF, 0xE9, 0x80, 0xFF, (byte)'\n']),
        Make("nul", "before \0 after\n\0\n.\0\nend\n"),
        Make("lone-cr", "one\rtwo\r three\n\rfour\n"),
        Make("crlf-file", "a file that was stored with CRLF\n.\n..dots in it\n\nend\n", crlf: true),
        Make("line-998", new string('x', 998) + "\n." + new string('y', 997) + "\nend\n"),
        Make("line-100000", Pattern(100_000) + "\nend\n"),
        Make("from-line", "\nFrom someone else\n>From quoted\nFrom \n"),
        new("mime", Octets(MimeText())),
        new("three-megabytes", Large("three-megabytes", 3 * 1024 * 1024)),
    ];

    /// <summary>
    /// Its first octet is a dot, which no mail program writes and a spoilt file may have: for sessions by hand, as
    /// clients that parse headers may refuse it.
    /// </summary>
    public static CorpusMessage FirstOctetIsADot { get; } = new("first-octet-dot", Octets(".X-Corpus: first-octet-dot\n\n.\n"));

    /// <summary>A small message that can be told from its neighbours.</summary>
    public static byte[] Small(int number) => Octets($"Subject: small {number}\nX-Corpus: small-{number}\n\nMessage {number}.\n");

    public static CorpusMessage Named(string name) => All.First(m => m.Name == name);

    /// <summary>A message of about so many octets: lines of all lengths, one in seven beginning with a dot.</summary>
    public static byte[] Large(string name, int octets)
    {
        var text = new StringBuilder(octets + 2048);
        text.Append(Header(name)).Append('\n');
        for (var line = 0; text.Length < octets; line++)
        {
            text.Append(line % 7 == 0 ? "." : "").Append(line).Append(' ').Append(Pattern(line * 37 % 900)).Append('\n');
        }

        return Octets(text.ToString());
    }

    private static CorpusMessage Make(string name, string body, bool crlf = false, byte[]? tail = null)
    {
        var text = Header(name) + "\n" + body;
        byte[] octets = [.. Octets(crlf ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text), .. tail ?? []];
        return new CorpusMessage(name, octets);
    }

    private static string Header(string name) =>
        $"From: Ann <ann@example.com>\nTo: bob@example.com\nSubject: corpus {name}\nX-Corpus: {name}\n"
        + $"Date: Sat, 21 Nov 2026 10:00:00 +0000\nMessage-ID: <{name}@corpus.example.com>\nMIME-Version: 1.0\n"
        + (name == "mime" ? "" : "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n");

    private static string MimeText()
    {
        var text = new StringBuilder(Header("mime"));
        text.Append("Content-Type: multipart/mixed;\n\tboundary=\"=_outer\"\n\nThis is a preamble.\n--=_outer\n");
        text.Append("Content-Type: multipart/alternative; boundary=inner\n\n--inner\nContent-Type: text/plain; charset=utf-8\n");
        text.Append("Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe =\n=2E\n\n--inner\nContent-Type: text/html\n\n<p>.</p>\n\n--inner--\n\n");
        text.Append("--=_outer\nContent-Type: application/octet-stream; name=\"all.bin\"\nContent-Transfer-Encoding: base64\n");
        text.Append("Content-Disposition: attachment; filename=\"all.bin\"\n\n");
        var all = new byte[20_000];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = (byte)(i * 31 % 251);
        }

        var base64 = Convert.ToBase64String(all);
        for (var i = 0; i < base64.Length; i += 76)
        {
            text.Append(base64.AsSpan(i, Math.Min(76, base64.Length - i))).Append('\n');
        }

        return text.Append("--=_outer--\nepilogue\n").ToString();
    }

    private static string Pattern(int length) =>
        string.Create(length, length, static (span, seed) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + ((i * 7) + seed) % 26);
            }
        });

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);
}
