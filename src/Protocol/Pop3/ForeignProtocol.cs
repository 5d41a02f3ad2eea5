using System.Text;

namespace Restante.Protocol.Pop3;

/// <summary>Recognises by its first octets what was not meant for a POP3 port, so that the refusal can name it.</summary>
public static class ForeignProtocol
{
    private static readonly string[] HttpMethods = ["GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "CONNECT ", "DELETE ", "PATCH ", "TRACE ", "PRI * "];

    /// <summary>True for a TLS record that starts a handshake: 0x16, then major version 3 (RFC 8446 §5.1).</summary>
    public static bool IsTlsHello(ReadOnlySpan<byte> first) => first.Length >= 2 && first[0] == 0x16 && first[1] == 0x03;

    /// <summary>The protocol a session's first line belongs to, in words, or null.</summary>
    /// <param name="line">The line, or the first octets of one that is longer than any command.</param>
    /// <param name="whole">False for the latter: the words that end an HTTP request line are not to be seen then.</param>
    public static string? Recognise(ReadOnlySpan<byte> line, bool whole = true)
    {
        if (StartsWith(line, "EHLO") || StartsWith(line, "HELO") || StartsWith(line, "LHLO"))
        {
            return "an SMTP greeting on a POP3 port; SMTP is spoken on port 25, 465 or 587";
        }

        foreach (var method in HttpMethods)
        {
            if (StartsWith(line, method) && (!whole || line.IndexOf("HTTP/"u8) > 0))
            {
                return "an HTTP request on a POP3 port";
            }
        }

        return null;
    }

    public const string TlsOnPlainPort = "this is a TLS handshake on a plain-text port; use STLS or port 995";

    private static bool StartsWith(ReadOnlySpan<byte> line, string word) =>
        line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[..word.Length], word);
}
