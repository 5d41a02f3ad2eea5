using System.Security.Cryptography;
using System.Text;
using Restante.Client.Wire;
using Restante.Fuzz.Targets;

namespace Restante.Fuzz.Replies;

/// <summary>What our client measures of a message is what a slow look at all its octets finds. The first octet of an input is the size of the pieces.</summary>
public sealed class MessagesTarget : FuzzTarget
{
    private static readonly string[] Lines = ["", ".", "..", ".x", "...", ". ", "text", "\r", "\r\r", "Subject: x", ".\r", "é\0"];

    public override string Name => "messages";

    public override int InputsInTests => 3000;

    public override byte[] Make(Random random) => [(byte)random.Next(1, 256), .. ServerText.Make(random, Lines, first: null)];

    public override void Check(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var sent = input.AsSpan(1);
        using var reader = new MessageReader();
        var used = 0;
        while (used < sent.Length && !reader.Ended)
        {
            used += reader.Take(sent[used..Math.Min(sent.Length, used + Math.Max(1, (int)input[0]))]);
        }

        var expected = Measured.Of(sent);
        Agree(expected.Ended, reader.Ended, "the dot was seen");
        if (!expected.Ended)
        {
            // Dots that wait for what follows are no octets yet.
            return;
        }

        Agree(expected.Used, used, "octets up to the end");
        Agree(expected.Content.Length, reader.Octets, "the message's octets");
        Agree(expected.Lines, reader.Lines, "lines");
        Agree(expected.BareLf, reader.BareLfLines, "lines that end in LF alone");
        Agree(expected.FirstUnstuffed, reader.FirstUnstuffed, "the first line that was not stuffed");
        Agree(expected.Stuffed, reader.StuffedLines, "lines that were stuffed");
        Agree(expected.Header, reader.HeaderLines, "lines of the header");
        AgreeOctets(SHA256.HashData(Encoding.Latin1.GetBytes(expected.Content)), reader.Digest(), "the digest");
    }

    /// <param name="Used">Octets up to and with the dot's line.</param>
    private sealed record Measured(bool Ended, int Used, string Content, long Lines, long BareLf, long FirstUnstuffed, long Stuffed, long Header)
    {
        public static Measured Of(ReadOnlySpan<byte> sent)
        {
            var text = Encoding.Latin1.GetString(sent);
            var lines = text.Split('\n');
            var end = Array.FindIndex(lines, 0, lines.Length - 1, line => line is "." or ".\r");
            var body = lines.Take(end < 0 ? lines.Length - 1 : end).ToList();
            return new Measured(
                end >= 0,
                body.Sum(line => line.Length + 1) + (end < 0 ? 0 : lines[end].Length + 1),
                string.Concat(body.Select(line => (line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line) + "\n")),
                body.Count,
                body.Count(line => !line.EndsWith('\r')),
                1 + body.FindIndex(line => line.StartsWith('.') && !line.StartsWith("..", StringComparison.Ordinal)),
                body.Count(line => line.StartsWith("..", StringComparison.Ordinal)),
                body.FindIndex(line => line is "" or "\r"));
        }
    }
}
