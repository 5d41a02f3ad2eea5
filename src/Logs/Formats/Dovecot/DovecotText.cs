using System.Buffers.Text;
using Restante.Logs.Lines;

namespace Restante.Logs.Formats.Dovecot;

/// <summary>Small things about Dovecot's lines.</summary>
internal static class DovecotText
{
    private static ReadOnlySpan<byte> Levels => "Info: \0Warning: \0Error: \0Fatal: \0Panic: \0Debug: "u8;

    /// <summary>What follows <c>Info: </c> and its kind; syslog does without the first.</summary>
    public static ReadOnlySpan<byte> WithoutLevel(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Info: "u8))
        {
            return text[6..];
        }

        foreach (var range in Levels.Split((byte)0))
        {
            if (text.StartsWith(Levels[range]))
            {
                return text[Levels[range].Length..];
            }
        }

        return text;
    }

    /// <summary>A line of another of Dovecot's programs in Dovecot's own file: no host, and a level behind the name.</summary>
    public static bool IsOwnFile(in LogLine line)
    {
        if (!line.Time.IsKnown)
        {
            return false;
        }

        // auth: Info: …, imap(ann)<1><id>: Info: …, imap-login: Info: …
        var text = line.Message;
        if (text.StartsWith("("u8))
        {
            var end = text.IndexOf(": "u8);
            if (end < 0)
            {
                return false;
            }

            text = text[(end + 2)..];
        }

        return WithoutLevel(text).Length < text.Length;
    }

    /// <summary>A key for a session whose lines bear none: where it stands.</summary>
    public static ReadOnlySpan<byte> KeyOf(in LogLine line, Span<byte> buffer)
    {
        Utf8Formatter.TryFormat(line.Source.File, buffer, out var file);
        buffer[file] = (byte)':';
        Utf8Formatter.TryFormat(line.Source.Line, buffer[(file + 1)..], out var number);
        return buffer[..(file + 1 + number)];
    }
}
