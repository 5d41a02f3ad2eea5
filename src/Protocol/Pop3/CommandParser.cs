using System.Buffers;
using System.Buffers.Text;

namespace Restante.Protocol.Pop3;

/// <summary>Text to value: checks a line against the state table and says in words what is wrong with it.</summary>
public static class CommandParser
{
    // Everything below the space, and DEL. Octets above 0x7F pass: user names and passwords may be UTF-8.
    private static readonly SearchValues<byte> ControlOctets = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), 0x7F]);

    /// <summary>Reads a command line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="state">The state the session is in: one of them, not both.</param>
    /// <param name="command">The command when the result is null.</param>
    /// <returns>Null, or the refusal to send.</returns>
    public static Reply? Parse(ReadOnlySpan<byte> line, SessionStates state, out Command command)
    {
        command = default;
        if (line.IndexOfAny(ControlOctets) >= 0)
        {
            return Reply.Error("control characters are not allowed in a command");
        }

        var space = line.IndexOf((byte)' ');
        var keyword = space < 0 ? line : line[..space];
        if (keyword.IsEmpty)
        {
            return Reply.Error(line.IsEmpty ? "empty line: a command was expected" : "a command starts with its keyword, not with a space");
        }

        if (StateTable.Find(keyword) is not { } row)
        {
            return Reply.Error("unknown command");
        }

        if (!row.States.HasFlag(state))
        {
            return Reply.Error(state == SessionStates.Authorization
                ? $"{row.Name} is not available before login"
                : $"{row.Name} is not available after login");
        }

        if (row.Arguments == Arguments.Rest)
        {
            // A password may start and end with spaces: exactly one space belongs to the command.
            command = new Command(row, space < 0 ? default : line[(space + 1)..], default, 0, 0);
            return space < 0 ? Reply.Error($"{row.Name} needs an argument") : null;
        }

        var words = space < 0 ? default : line[(space + 1)..].TrimEnd((byte)' ');
        return ParseWords(row, words, out command);
    }

    private static Reply? ParseWords(StateRow row, ReadOnlySpan<byte> words, out Command command)
    {
        command = default;
        if (words.StartsWith((byte)' ') || words.IndexOf("  "u8) >= 0)
        {
            return Reply.Error("one space between words");
        }

        var count = words.IsEmpty ? 0 : words.Count((byte)' ') + 1;
        var (least, most) = Counts(row.Arguments);
        if (count < least)
        {
            return Reply.Error($"{row.Name} needs {Needs(row.Arguments)}");
        }

        if (count > most)
        {
            return Reply.Error(most == 0 ? $"{row.Name} takes no argument" : $"{row.Name} takes only {Needs(row.Arguments)}");
        }

        var gap = words.IndexOf((byte)' ');
        var first = gap < 0 ? words : words[..gap];
        var second = gap < 0 ? default : words[(gap + 1)..];
        var number = 0;
        var lines = 0;
        if (count > 0 && row.Arguments is (Arguments.Message or Arguments.OptionalMessage or Arguments.MessageAndLines)
            && ParseMessageNumber(first, out number) is { } badNumber)
        {
            return badNumber;
        }

        if (row.Arguments == Arguments.MessageAndLines && ParseNumber(second, "number of lines", out lines) is { } badLines)
        {
            return badLines;
        }

        command = new Command(row, first, second, number, lines);
        return null;
    }

    private static Reply? ParseMessageNumber(ReadOnlySpan<byte> word, out int number) =>
        ParseNumber(word, "message number", out number)
        ?? (number == 0 ? Reply.Error("message number 0: numbers start at 1") : null);

    private static Reply? ParseNumber(ReadOnlySpan<byte> word, string what, out int number)
    {
        number = 0;
        if (word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return Reply.Error($"the {what} is not a number");
        }

        return Utf8Parser.TryParse(word, out number, out var used) && used == word.Length
            ? null
            : Reply.Error($"the {what} is too large");
    }

    private static (int Least, int Most) Counts(Arguments arguments) => arguments switch
    {
        Arguments.None => (0, 0),
        Arguments.Word or Arguments.Message => (1, 1),
        Arguments.OptionalMessage => (0, 1),
        Arguments.MessageAndLines or Arguments.NameAndDigest => (2, 2),
        Arguments.Mechanism => (0, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(arguments)),
    };

    private static string Needs(Arguments arguments) => arguments switch
    {
        Arguments.Word => "one argument",
        Arguments.Message or Arguments.OptionalMessage => "one message number",
        Arguments.MessageAndLines => "a message number and a number of lines",
        Arguments.NameAndDigest => "a name and a digest",
        Arguments.Mechanism => "a mechanism and an initial response",
        _ => "arguments",
    };
}
