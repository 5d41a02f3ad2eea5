using System.Text;
using Restante.Protocol.Proxy;

namespace Restante.Protocol.Pop3;

/// <summary>Recognises by its first octets what was not meant for a POP3 port, so that the refusal can name it.</summary>
public static class ForeignProtocol
{
    private static readonly string[] HttpMethods = ["GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "CONNECT ", "DELETE ", "PATCH ", "TRACE ", "PRI * "];

    /// <summary>The type of the record that a TLS connection begins with (RFC 8446 §5.1).</summary>
    public const byte TlsHandshakeRecord = 0x16;

    /// <summary>True for a TLS record that starts a handshake: 0x16, then major version 3 (RFC 8446 §5.1).</summary>
    public static bool IsTlsHello(ReadOnlySpan<byte> first) => first.Length >= 2 && first[0] == TlsHandshakeRecord && first[1] == 0x03;

    /// <summary>So many of a connection's first octets are worth a look: version 2 of PROXY begins with twelve.</summary>
    public const int OctetsOfInterest = 12;

    /// <summary>A protocol that does not begin with a line of text, in words, or null.</summary>
    public static string? RecogniseOctets(ReadOnlySpan<byte> first) =>
        IsTlsHello(first) ? TlsOnPlainPort : ProxyHeaderReader.Begins(first) ? UnexpectedProxy : null;

    /// <summary>What a connection that should begin with a TLS handshake begins with, in words.</summary>
    public static string RecogniseInPlaceOfTls(ReadOnlySpan<byte> first) =>
        ProxyHeaderReader.Begins(first) ? UnexpectedProxy
        : HasHttpMethod(first) ? "the client speaks HTTP, not TLS"
        : "the client does not speak TLS";

    /// <summary>The protocol a session's first line belongs to, in words, or null.</summary>
    /// <param name="line">The line, or the first octets of one that is longer than any command.</param>
    /// <param name="whole">False for the latter: the words that end an HTTP request line are not to be seen then.</param>
    public static string? Recognise(ReadOnlySpan<byte> line, bool whole = true)
    {
        if (StartsWith(line, "EHLO") || StartsWith(line, "HELO") || StartsWith(line, "LHLO"))
        {
            return "an SMTP greeting on a POP3 port; SMTP is spoken on port 25, 465 or 587";
        }

        if (StartsWith(line, "PROXY "))
        {
            return UnexpectedProxy;
        }

        return HasHttpMethod(line) && (!whole || line.IndexOf("HTTP/"u8) > 0) ? "an HTTP request on a POP3 port" : null;
    }

    private const string UnexpectedProxy = "a PROXY header on a port that expects none; name the proxy in proxyFrom of this listener";

    private const string TlsOnPlainPort = "this is a TLS handshake on a plain-text port; use STLS or port 995";

    private static bool HasHttpMethod(ReadOnlySpan<byte> line)
    {
        foreach (var method in HttpMethods)
        {
            if (StartsWith(line, method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, string word) =>
        line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[..word.Length], word);
}
