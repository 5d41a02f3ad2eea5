using System.Text;

namespace Restante.Logs.Input;

/// <summary>What is in a file, whatever it is wrapped in; told by content, since rotated logs are named in many ways.</summary>
internal static class PlainStream
{
    /// <summary>The text's octets. Takes over <paramref name="stream"/>.</summary>
    /// <exception cref="InvalidDataException">It is wrapped in something else than gzip.</exception>
    public static Stream Of(PeekedStream stream)
    {
        var head = stream.Peek();
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]))
        {
            return new GzipText(stream);
        }

        if (Foreign(head) is { } tool)
        {
            throw new InvalidDataException($"it is compressed; `{tool} -dc FILE | restante logs -` reads it");
        }

        if (head.StartsWith("LPKSHHRH"u8))
        {
            throw new InvalidDataException("it is a journal of systemd's; `journalctl --file=FILE -o short-iso | restante logs -` reads it");
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            throw new InvalidDataException("it is an archive; `unzip -p FILE | restante logs -` reads what is in it");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
        {
            // Servers on Windows may write UTF-16.
            var encoding = head[0] == 0xff ? Encoding.Unicode : Encoding.BigEndianUnicode;
            stream.Skip(2);
            return Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8);
        }

        if (head.StartsWith("\uFEFF"u8))
        {
            stream.Skip(3);
        }

        return stream;
    }

    private static string? Foreign(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "xz"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "zstd"
        : head.StartsWith("BZh"u8) ? "bzip2"
        : null;
}
