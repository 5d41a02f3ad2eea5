using System.Text;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>A message of a fake server.</summary>
/// <param name="UniqueId">As UIDL gives it.</param>
/// <param name="Text">As it is, with CRLF and without stuffing.</param>
internal sealed record FakeMessage(string UniqueId, string Text)
{
    public int Size => Encoding.Latin1.GetByteCount(Text);

    /// <summary>Header, empty line and body; no line of it begins with a dot.</summary>
    public static FakeMessage Make(int number, int bodyLines = 5) => new($"uid-{number}",
        $"From: ann@example.com\r\nSubject: message {number}\r\nMessage-ID: <{number}@example.com>\r\n\r\n"
        + string.Concat(Enumerable.Range(1, bodyLines).Select(i => $"line {i} of message {number}\r\n")));

    /// <summary>With dots doubled and the terminator.</summary>
    public string OnTheWire(int? bodyLines = null)
    {
        var lines = Text.Split("\r\n")[..^1];
        var header = Array.IndexOf(lines, "") + 1;
        var sent = bodyLines is { } most ? lines.Take(header + most) : lines;
        return string.Concat(sent.Select(l => (l.StartsWith('.') ? "." + l : l) + "\r\n")) + ".\r\n";
    }
}
