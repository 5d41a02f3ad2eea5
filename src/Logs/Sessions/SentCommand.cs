using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Sessions;

/// <summary>A command that a client sent, as much of it as is needed to understand the reply.</summary>
internal sealed class SentCommand
{
    public Keyword Keyword { get; private init; }

    /// <summary>In capitals; "(not a command)" for what is none.</summary>
    public string Name { get; private init; } = "(not a command)";

    public LogTime Time { get; private init; }

    public int Words { get; private init; }

    /// <summary>The first word after the keyword where it is a name: USER's, APOP's, AUTH's mechanism.</summary>
    public Word Word { get; private init; }

    /// <summary>The message it is about; 0 for none.</summary>
    public long Number { get; private init; }

    /// <summary>What RETR's reply said of the message.</summary>
    public long? Octets { get; set; }

    /// <summary>The server asked for a response: what the client says next is one.</summary>
    public bool IsChallenged { get; set; }

    public static SentCommand Read(ReadOnlySpan<byte> line, LogTime time)
    {
        var blank = line.IndexOf((byte)' ');
        var rest = blank < 0 ? default : line[(blank + 1)..].Trim((byte)' ');
        if (StateTable.Find(blank < 0 ? line : line[..blank]) is not { } row)
        {
            return new SentCommand { Time = time };
        }

        var gap = rest.IndexOf((byte)' ');
        var word = row.Keyword is Keyword.User ? rest : gap < 0 ? rest : rest[..gap];
        _ = Utf8Parser.TryParse(rest, out long number, out _);
        return new SentCommand
        {
            Keyword = row.Keyword,
            Name = row.Name,
            Time = time,
            Words = rest.IsEmpty ? 0 : gap < 0 ? 1 : 2,
            Word = row.Keyword is Keyword.User or Keyword.Apop or Keyword.Auth && !word.IsEmpty ? new Word(SafeText.Of(word)) : default,
            Number = Math.Max(number, 0),
        };
    }
}

/// <summary>A word that may be missing.</summary>
internal readonly record struct Word(string? Text)
{
    public bool IsNull => Text is null;
}
