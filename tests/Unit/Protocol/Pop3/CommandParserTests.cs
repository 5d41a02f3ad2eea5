using System.Buffers;
using System.Text;
using Restante.Fuzz.Targets;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class CommandParserTests
{
    private static readonly string[] Arguments =
    [
        "", " ", "  ", " 1", " 1 ", " 1  ", "  1", " 1 2", " 1  2", " 1 2 ", " 1 2 3", " 0", " 0 1", " 1 0", " -1", " 1 -1", " +1", " 1x", " x", " 1.0",
        " 2147483647", " 2147483648", " 1 2147483648", " 007", " 00000000000000000000000000001", " 99999999999999999999999", " ann", " ann secret", " =", " PLAIN =",
        " zoë", "\t1", " 1\t", " a\0b", " \x7f", " \x1b[2J", "1",
    ];

    public static TheoryData<string> Names => [.. StateTable.Rows.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_command_takes_what_the_rules_give_it_and_no_more(string name)
    {
        foreach (var state in new[] { SessionStates.Authorization, SessionStates.Transaction })
        {
            foreach (var argument in Arguments)
            {
                foreach (var line in new[] { name + argument, name.ToLowerInvariant() + argument })
                {
                    var octets = Encoding.Latin1.GetBytes(line);
                    var expected = CommandOracle.Expect(line, state);
                    var refusal = CommandParser.Parse(octets, state, out var command);
                    Assert.True(expected is null == refusal is not null, $"{state}: '{line}': {refusal?.Text.ToString() ?? "taken"}");
                    Assert.Equal(expected, refusal is null ? Parts(command) : null);
                }
            }
        }
    }

    [Theory]
    [InlineData("", "empty line: a command was expected")]
    [InlineData(" NOOP", "a command starts with its keyword, not with a space")]
    [InlineData("XYZZY", "unknown command")]
    [InlineData("NOOPE", "unknown command")]
    [InlineData("NO", "unknown command")]
    [InlineData("USER ann", "USER is not available after login")]
    [InlineData("STLS", "STLS is not available after login")]
    [InlineData("UTF8", "UTF8 is not available after login")]
    [InlineData("NOOP x", "NOOP takes no argument")]
    [InlineData("STAT 1", "STAT takes no argument")]
    [InlineData("LIST 1 2", "LIST takes only one message number")]
    [InlineData("RETR", "RETR needs one message number")]
    [InlineData("RETR -1", "the message number is not a number")]
    [InlineData("RETR 1x", "the message number is not a number")]
    [InlineData("RETR 99999999999", "the message number is too large")]
    [InlineData("DELE 0", "message number 0: numbers start at 1")]
    [InlineData("TOP 1", "TOP needs a message number and a number of lines")]
    [InlineData("TOP 1 -1", "the number of lines is not a number")]
    [InlineData("TOP 1 99999999999", "the number of lines is too large")]
    [InlineData("TOP 1 2 3", "TOP takes only a message number and a number of lines")]
    [InlineData("RETR  1", "one space between words")]
    [InlineData("RETR 1\0", "control characters are not allowed in a command")]
    public void A_refusal_says_what_is_wrong(string line, string expected) =>
        Assert.Equal($"-ERR {expected}\r\n", Refusal(line, SessionStates.Transaction));

    [Theory]
    [InlineData("STAT", "STAT is not available before login")]
    [InlineData("RETR 1", "RETR is not available before login")]
    [InlineData("PASS", "PASS needs an argument")]
    [InlineData("USER", "USER needs one argument")]
    [InlineData("USER a b", "USER takes only one argument")]
    [InlineData("APOP ann", "APOP needs a name and a digest")]
    [InlineData("LANG de en", "LANG takes only one argument")]
    [InlineData("UTF8 on", "UTF8 takes no argument")]
    [InlineData("AUTH PLAIN = x", "AUTH takes only a mechanism and an initial response")]
    public void A_refusal_before_login_says_what_is_wrong(string line, string expected) =>
        Assert.Equal($"-ERR {expected}\r\n", Refusal(line, SessionStates.Authorization));

    [Theory]
    [InlineData("PASS  two  spaces ", " two  spaces ")]
    [InlineData("pass ", "")]
    [InlineData("PASS x", "x")]
    public void A_password_keeps_its_spaces(string line, string expected)
    {
        Assert.Null(CommandParser.Parse(Encoding.ASCII.GetBytes(line), SessionStates.Authorization, out var command));
        Assert.Equal(expected, Encoding.ASCII.GetString(command.Argument));
    }

    private static string Refusal(string line, SessionStates state)
    {
        var output = new ArrayBufferWriter<byte>();
        ReplyWriter.Write(output, CommandParser.Parse(Encoding.ASCII.GetBytes(line), state, out _)!);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static ParsedCommand Parts(in Command command) => new(
        command.Row.Name, Encoding.Latin1.GetString(command.Argument), Encoding.Latin1.GetString(command.Second), command.Number, command.Lines);
}
