using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Protocol.Pop3;

/// <summary>Values to octets: status lines, and lines of short lists. Each call takes one span, so a line is never split over two segments.</summary>
public static class ReplyWriter
{
    // A line end in a text would forge a reply: host names, a lock's holder and other text from files come here too.
    private static readonly SearchValues<byte> ControlOctets = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), 0x7F]);

    // long.MinValue has 20.
    private const int LongestNumber = 20;

    /// <summary>What ends a multi-line reply (RFC 1939 §3).</summary>
    public static ReadOnlySpan<byte> Terminator => ".\r\n"u8;

    /// <param name="output">Gets the line.</param>
    /// <param name="reply">What to say.</param>
    /// <param name="language">In which language; null for English.</param>
    /// <param name="ending">What else is said in the same line.</param>
    public static void Write(IBufferWriter<byte> output, Reply reply, Language? language = null, ReplyText ending = ReplyText.None)
    {
        Span<byte> first = reply.First is null ? default : stackalloc byte[Reply.MaxLength];
        Span<byte> second = reply.Second is null ? default : stackalloc byte[Reply.MaxLength];
        language ??= Language.English;
        var line = output.GetSpan(Reply.MaxLength)[..Reply.MaxLength];
        var used = Copy(reply.IsOk ? "+OK"u8 : "-ERR"u8, line);
        used += Copy(CodeText(reply.Code), line[used..]);
        if (reply.Text != ReplyText.None)
        {
            line[used++] = (byte)' ';

            // Host names and the like may be long: the line is cut, never the protocol.
            used += Expand(language[reply.Text], Argument(reply.First, first), Argument(reply.Second, second), line[used..^2]);
            used += Expand(language[ending], default, default, line[used..^2]);
        }

        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    /// <summary><c>+OK number number</c>: STAT, and LIST with an argument.</summary>
    public static void WriteOk(IBufferWriter<byte> output, long first, long second) =>
        Advance(output, Utf8.TryWrite(output.GetSpan(64), $"+OK {first} {second}\r\n", out var written), written);

    /// <summary><c>+OK number octets</c>: RETR.</summary>
    public static void WriteOctets(IBufferWriter<byte> output, long octets, Language? language = null) =>
        WriteNumbers(output, language ?? Language.English, ReplyText.Octets, octets, 0);

    /// <summary><c>+OK count messages (total octets)</c>: LIST, and a login.</summary>
    public static void WriteMaildrop(IBufferWriter<byte> output, int count, long octets, Language? language = null) =>
        WriteNumbers(output, language ?? Language.English, ReplyText.Messages, count, octets);

    /// <summary><c>+OK number unique-id</c>: UIDL with an argument.</summary>
    public static void WriteOk(IBufferWriter<byte> output, int number, ReadOnlySpan<byte> uniqueId)
    {
        var line = output.GetSpan(128);
        Utf8.TryWrite(line, $"+OK {number} ", out var used);
        used += Copy(uniqueId, line[used..]);
        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    /// <summary>A line of a multi-line reply, or a SASL challenge; control characters in the text become <c>?</c>.</summary>
    public static void WriteLine(IBufferWriter<byte> output, string text)
    {
        var line = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + 2);
        var used = Encoding.UTF8.GetBytes(text, line);
        line[..used].ReplaceAny(ControlOctets, (byte)'?');
        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    private static void WriteNumbers(IBufferWriter<byte> output, Language language, ReplyText text, long first, long second)
    {
        Span<byte> numbers = stackalloc byte[2 * LongestNumber];
        Utf8Formatter.TryFormat(first, numbers, out var firstLength);
        Utf8Formatter.TryFormat(second, numbers[LongestNumber..], out var secondLength);
        var line = output.GetSpan(Reply.MaxLength)[..Reply.MaxLength];
        var used = Copy("+OK "u8, line);
        used += Expand(language[text], numbers[..firstLength], numbers.Slice(LongestNumber, secondLength), line[used..^2]);
        used += Copy("\r\n"u8, line[used..]);
        output.Advance(used);
    }

    private static ReadOnlySpan<byte> Argument(string? text, Span<byte> octets)
    {
        Utf8.FromUtf16(text, octets, out _, out var written);
        octets[..written].ReplaceAny(ControlOctets, (byte)'?');
        return octets[..written];
    }

    /// <summary>A text with its arguments, as much of it as fits. Returns the octets.</summary>
    private static int Expand(ReadOnlySpan<byte> text, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> line)
    {
        var used = 0;
        var brace = text.IndexOf((byte)'{');
        while (brace >= 0)
        {
            if (!Append(text[..brace], line, ref used) || !Append(text[brace + 1] == (byte)'0' ? first : second, line, ref used))
            {
                return used;
            }

            text = text[(brace + 3)..];
            brace = text.IndexOf((byte)'{');
        }

        Append(text, line, ref used);
        return used;
    }

    /// <summary>False where the octets did not fit; then they are cut between two characters.</summary>
    private static bool Append(ReadOnlySpan<byte> octets, Span<byte> line, ref int used)
    {
        var length = octets.Length;
        if (length > line.Length - used)
        {
            length = line.Length - used;
            while (length > 0 && (octets[length] & 0xC0) == 0x80)
            {
                length--;
            }
        }

        octets[..length].CopyTo(line[used..]);
        used += length;
        return length == octets.Length;
    }

    private static ReadOnlySpan<byte> CodeText(ResponseCode code) => code switch
    {
        ResponseCode.InUse => " [IN-USE]"u8,
        ResponseCode.LoginDelay => " [LOGIN-DELAY]"u8,
        ResponseCode.Auth => " [AUTH]"u8,
        ResponseCode.SysTemp => " [SYS/TEMP]"u8,
        ResponseCode.SysPerm => " [SYS/PERM]"u8,
        ResponseCode.Utf8 => " [UTF8]"u8,
        _ => default,
    };

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }

    private static void Advance(IBufferWriter<byte> output, bool fits, int written)
    {
        if (!fits)
        {
            throw new InvalidOperationException("a reply outgrew its span");
        }

        output.Advance(written);
    }
}
