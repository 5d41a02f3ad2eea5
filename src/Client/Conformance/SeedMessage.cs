using System.Text;

namespace Restante.Client.Conformance;

/// <summary>A message that cases put into the maildrop.</summary>
/// <param name="Name">In cases.</param>
/// <param name="Octets">With CRLF.</param>
public sealed record SeedMessage(string Name, ReadOnlyMemory<byte> Octets)
{
    private readonly string[] _lines = Split(Octets.Span);

    /// <summary>Lines of the header, in order.</summary>
    public IReadOnlyList<string> Header => _lines[..Blank];

    /// <summary>Lines behind the blank one.</summary>
    public IReadOnlyList<string> Body => _lines[(Blank + 1)..];

    private int Blank => Array.IndexOf(_lines, "");

    /// <summary>With a Message-ID in front: some servers throw away what they had before.</summary>
    public SeedMessage WithId(string id) => new(Name, (byte[])[.. Encoding.ASCII.GetBytes($"Message-ID: <{id}@conform.example.org>\r\n"), .. Octets.Span]);

    /// <summary>Octets as signs one by one.</summary>
    public static string Text(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    /// <summary>Reads lines <c>NAME OCTETS</c>.</summary>
    /// <exception cref="FormatException">One has no blank line, or no end.</exception>
    public static IReadOnlyList<SeedMessage> Read(string text) =>
    [
        .. from line in text.Split('\n')
           where line.Length > 0 && !line.StartsWith('#')
           let space = line.IndexOf(' ', StringComparison.Ordinal)
           select Make(line[..space], CaseText.Octets(line[(space + 1)..], escapes: true, static n => throw new FormatException($"{n} has no value in a message"))),
    ];

    private static SeedMessage Make(string name, byte[] octets) =>
        octets.AsSpan().IndexOf("\r\n\r\n"u8) > 0 && octets.AsSpan().EndsWith("\r\n"u8)
            ? new SeedMessage(name, octets)
            : throw new FormatException($"message {name} wants a header, a blank line and a line end at its end");

    private static string[] Split(ReadOnlySpan<byte> octets) => Text(octets)[..^2].Split("\r\n");
}
