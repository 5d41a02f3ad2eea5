using System.Buffers.Text;
using Restante.Logs.Sessions;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>Which command a reply answers, where only the server is heard. It is a guess; where it is none, NOOP.</summary>
internal static class ReplyShape
{
    /// <summary>By the first line of the body; TOP's reply says no size.</summary>
    public static ReadOnlySpan<byte> OfBody(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> line, bool isIn, bool hasList) =>
        !isIn || IsCapability(line) ? "CAPA"u8
        : line.SequenceEqual("."u8) || IsListing(line) ? hasList ? "UIDL"u8 : "LIST"u8
        : IsUniqueId(line) ? "UIDL"u8
        : reply.SequenceEqual("+OK"u8) || HasWord(reply, "top of", "head") ? "TOP 0 0"u8
        : "RETR 0"u8;

    /// <summary>By its words, where no body follows.</summary>
    /// <param name="reply">The whole line.</param>
    /// <param name="isIn">After the login.</param>
    /// <param name="before">What was answered before.</param>
    /// <param name="isLast">Nothing came after it: a server that says +OK and goes was asked to.</param>
    public static ReadOnlySpan<byte> OfReply(ReadOnlySpan<byte> reply, bool isIn, (Keyword Keyword, bool Ok) before, bool isLast)
    {
        var ok = reply.StartsWith("+OK"u8);
        if (ok && (isLast || HasWord(reply, "bye", "sign", "farewell", "closing", "logging out", "logged out")))
        {
            return "QUIT"u8;
        }

        if (!isIn)
        {
            return before is (Keyword.User, true) ? "PASS ****"u8
                : HasWord(reply, "TLS") ? "STLS"u8
                : ok ? "USER"u8 : "NOOP"u8;
        }

        return ok && PopNumbers.TryTwo(reply["+OK"u8.Length..].TrimStart((byte)' '), out _, out _) && before.Keyword is not (Keyword.Stat or Keyword.List or Keyword.Uidl) ? "STAT"u8
            : ok && HasWord(reply, "delet", "marked") ? "DELE 0"u8
            : "NOOP"u8;
    }

    // A number and a number: LIST's, the first time; a unique-id may be a number, too.
    private static bool IsListing(ReadOnlySpan<byte> line) =>
        IsUniqueId(line) && !line[(line.IndexOf((byte)' ') + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsUniqueId(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out long number, out var used) && number > 0 && used + 1 < line.Length && line[used] == ' '
        && line[(used + 1)..].IndexOf((byte)' ') < 0;

    private static bool IsCapability(ReadOnlySpan<byte> line)
    {
        var blank = line.IndexOf((byte)' ');
        var word = blank < 0 ? line : line[..blank];
        return word.SequenceEqual("TOP"u8) || word.SequenceEqual("UIDL"u8) || word.SequenceEqual("USER"u8) || word.SequenceEqual("SASL"u8)
            || word.SequenceEqual("RESP-CODES"u8) || word.SequenceEqual("PIPELINING"u8) || word.SequenceEqual("STLS"u8)
            || word.SequenceEqual("EXPIRE"u8) || word.SequenceEqual("LOGIN-DELAY"u8) || word.SequenceEqual("IMPLEMENTATION"u8);
    }

    private static bool HasWord(ReadOnlySpan<byte> reply, params ReadOnlySpan<string> words)
    {
        var text = System.Text.Encoding.Latin1.GetString(reply);
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
