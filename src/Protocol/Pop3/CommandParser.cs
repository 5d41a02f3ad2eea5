using System.Buffers;
using System.Buffers.Text;
using Restante.Protocol.Pop3.Languages;

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
            return Reply.Error(ReplyText.ControlCharacters);
        }

        var space = line.IndexOf((byte)' ');
        var keyword = space < 0 ? line : line[..space];
        if (keyword.IsEmpty)
        {
            return Reply.Error(line.IsEmpty ? ReplyText.EmptyLine : ReplyText.LeadingSpace);
        }

        if (StateTable.Find(keyword) is not { } row)
        {
            return Reply.Error(ReplyText.UnknownCommand);
        }

        if (!row.States.HasFlag(state))
        {
            return Reply.Error(state == SessionStates.Authorization ? ReplyText.NotBeforeLogin : ReplyText.NotAfterLogin, row.Name);
        }

        if (row.Arguments == Arguments.Rest)
        {
            // A password may start and end with spaces: exactly one space belongs to the command.
            command = new Command(row, space < 0 ? default : line[(space + 1)..], default, 0, 0);
            return space < 0 ? Reply.Error(ReplyText.NeedsArgument, row.Name) : null;
        }

        var words = space < 0 ? default : line[(space + 1)..].TrimEnd((byte)' ');
        return ParseWords(row, words, out command);
    }

    private static Reply? ParseWords(StateRow row, ReadOnlySpan<byte> words, out Command command)
    {
        command = default;
        if (words.StartsWith((byte)' ') || words.IndexOf("  "u8) >= 0)
        {
            return Reply.Error(ReplyText.OneSpace);
        }

        var count = words.IsEmpty ? 0 : words.Count((byte)' ') + 1;
        var (least, most) = Counts(row.Arguments);
        if (count < least)
        {
            return Reply.Error(TooFew(row.Arguments), row.Name);
        }

        if (count > most)
        {
            return Reply.Error(TooMany(row.Arguments), row.Name);
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

        if (row.Arguments == Arguments.MessageAndLines && ParseNumber(second, ReplyText.LinesAreNoNumber, ReplyText.LinesAreTooMany, out lines) is { } badLines)
        {
            return badLines;
        }

        command = new Command(row, first, second, number, lines);
        return null;
    }

    private static Reply? ParseMessageNumber(ReadOnlySpan<byte> word, out int number) =>
        ParseNumber(word, ReplyText.MessageIsNoNumber, ReplyText.MessageIsTooLarge, out number)
        ?? (number == 0 ? Reply.Error(ReplyText.MessageIsZero) : null);

    private static Reply? ParseNumber(ReadOnlySpan<byte> word, ReplyText notOne, ReplyText tooLarge, out int number)
    {
        number = 0;
        if (word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return Reply.Error(notOne);
        }

        return Utf8Parser.TryParse(word, out number, out var used) && used == word.Length
            ? null
            : Reply.Error(tooLarge);
    }

    private static (int Least, int Most) Counts(Arguments arguments) => arguments switch
    {
        Arguments.None => (0, 0),
        Arguments.Word or Arguments.Message => (1, 1),
        Arguments.OptionalMessage or Arguments.OptionalWord => (0, 1),
        Arguments.MessageAndLines or Arguments.NameAndDigest => (2, 2),
        Arguments.Mechanism => (0, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(arguments)),
    };

    private static ReplyText TooFew(Arguments arguments) => arguments switch
    {
        Arguments.Word => ReplyText.NeedsWord,
        Arguments.Message => ReplyText.NeedsMessage,
        Arguments.MessageAndLines => ReplyText.NeedsMessageAndLines,
        Arguments.NameAndDigest => ReplyText.NeedsNameAndDigest,
        _ => throw new ArgumentOutOfRangeException(nameof(arguments)),
    };

    private static ReplyText TooMany(Arguments arguments) => arguments switch
    {
        Arguments.None => ReplyText.TakesNothing,
        Arguments.Word or Arguments.OptionalWord => ReplyText.TakesWord,
        Arguments.Message or Arguments.OptionalMessage => ReplyText.TakesMessage,
        Arguments.MessageAndLines => ReplyText.TakesMessageAndLines,
        Arguments.NameAndDigest => ReplyText.TakesNameAndDigest,
        Arguments.Mechanism => ReplyText.TakesMechanism,
        _ => throw new ArgumentOutOfRangeException(nameof(arguments)),
    };
}
