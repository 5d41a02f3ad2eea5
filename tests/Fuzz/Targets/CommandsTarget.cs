using System.Text;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;

namespace Restante.Fuzz.Targets;

/// <summary>The parser reads what the rules say, and refuses in words that are ours. The first octet of an input says in which state.</summary>
public sealed class CommandsTarget : FuzzTarget
{
    private static readonly string[] Words =
        ["", " ", "0", "1", "-1", "+1", "1x", "007", "2147483647", "2147483648", "00000000000000000000000001", "99999999999999999999", "ann", "=", "PLAIN", "\t", "ü"];

    public override string Name => "commands";

    public override byte[] Make(Random random)
    {
        var line = new StringBuilder();
        var names = CommandOracle.Names.ToArray();
        var name = names[random.Next(names.Length)];
        line.Append(random.Next(3) switch { 0 => name.ToLowerInvariant(), 1 => name, _ => name[..^1] + char.ToLowerInvariant(name[^1]) });
        for (var words = random.Next(4); words > 0; words--)
        {
            line.Append(' ').Append(Words[random.Next(Words.Length)]);
        }

        var octets = Encoding.Latin1.GetBytes(line.ToString());
        if (random.Next(4) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return [(byte)random.Next(2), .. octets];
    }

    public override void Check(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var state = (input[0] & 1) == 0 ? SessionStates.Authorization : SessionStates.Transaction;
        var expected = CommandOracle.Expect(Encoding.Latin1.GetString(input.AsSpan(1)), state);
        var refusal = CommandParser.Parse(input.AsSpan(1), state, out var command);
        Agree(expected is null, refusal is not null, "refused");
        if (refusal is not null)
        {
            Holds(!refusal.IsOk && refusal is { Text: not (ReplyText.None or ReplyText.Verbatim), Second: null } && (refusal.First is null || CommandOracle.Names.Contains(refusal.First)), "a refusal says something that is not ours");
        }
        else
        {
            var parsed = new ParsedCommand(
                command.Row.Name, Encoding.Latin1.GetString(command.Argument), Encoding.Latin1.GetString(command.Second), command.Number, command.Lines);
            Agree(expected, parsed, "the command");
        }
    }
}
