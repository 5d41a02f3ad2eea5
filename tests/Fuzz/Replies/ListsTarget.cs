using System.Text;
using Restante.Client.Wire;
using Restante.Fuzz.Targets;

namespace Restante.Fuzz.Replies;

/// <summary>
/// Our client asks for a list and gets anything: what it takes for lines is what the octets say, however they arrive, and
/// nothing is thrown. The first octet of an input is the size of the pieces.
/// </summary>
public sealed class ListsTarget : FuzzTarget
{
    private static readonly string[] Lines =
        ["+OK", "+OK 2 messages", "-ERR", "-ERR [IN-USE] busy", "+", "+ c2FsdA==", "+OKAY", "", ".", "..", ".x", "1 120", "2 99999999999", "x \u0001\u001b[2J", "é"];

    public override string Name => "lists";

    public override int InputsInTests => 3000;

    public override byte[] Make(Random random) => [(byte)random.Next(1, 256), .. ServerText.Make(random, Lines, first: "+OK")];

    public override void Check(byte[] input)
    {
        if (input.Length > 0)
        {
            CheckAsync(input[1..], Math.Max(1, (int)input[0])).GetAwaiter().GetResult();
        }
    }

    private static async Task CheckAsync(byte[] said, int piece)
    {
        var lines = Encoding.Latin1.GetString(said).Split('\n').Select(l => l.EndsWith('\r') ? l[..^1] : l).ToList();
        if (lines.Exists(line => line.Length > ReadLimits.Line))
        {
            // Cut, and the rest skipped: the units have tests for that.
            return;
        }

        // The text behind the last line end is no line.
        lines.RemoveAt(lines.Count - 1);
        await using var conversation = new Pop3Conversation(new PieceStream(said, piece), TimeProvider.System, TimeSpan.FromSeconds(5), new Transcript(TimeProvider.System));
        var read = await conversation.AskListAsync("UIDL", mostLines: 1000, CancellationToken.None);
        var isOk = lines.Count > 0 && (lines[0] == "+OK" || lines[0].StartsWith("+OK ", StringComparison.Ordinal) || lines[0].StartsWith("+OK\t", StringComparison.Ordinal));
        Agree(isOk, read.Status.IsOk, "the status");
        if (!isOk)
        {
            Holds(read.Lines.Count == 0, "there are lines behind a refusal");
            return;
        }

        var end = lines.IndexOf(".", 1);
        var expected = lines.Skip(1).Take((end < 0 ? lines.Count : end) - 1).Select(l => l.StartsWith('.') ? l[1..] : l);
        Agree(end >= 0, read.IsWhole, "the list is whole");
        Holds(read.Lines.Select(l => Encoding.Latin1.GetString(l.Span)).SequenceEqual(expected), "the lines differ");
    }
}
