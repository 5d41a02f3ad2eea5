using System.Text;

namespace Restante.Fuzz.Targets;

/// <summary>Lines are the same however the octets arrive. The first octet of an input says whether a SASL exchange runs.</summary>
public sealed class LinesTarget : FuzzTarget
{
    private static readonly int[] Sizes = [1, 2, 3, 64, 4096];

    public override string Name => "lines";

    public override byte[] Make(Random random)
    {
        var input = new List<byte> { (byte)random.Next(2) };
        for (var lines = random.Next(8); lines >= 0; lines--)
        {
            if (random.Next(4) == 0)
            {
                input.AddRange(Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "AUTH " : "auth x"));
            }

            var length = random.Next(60) switch
            {
                0 => random.Next(65_520, 65_545),
                < 20 => random.Next(245, 260),
                _ => random.Next(12),
            };
            for (; length > 0; length--)
            {
                input.Add(random.Next(20) == 0 ? (byte)'\r' : (byte)random.Next(256));
            }

            input.AddRange(Encoding.ASCII.GetBytes(random.Next(5) switch { 0 => "\n", 1 => "\r\r\n", 2 => "", _ => "\r\n" }));
        }

        return [.. input];
    }

    public override void Check(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var sasl = (input[0] & 1) != 0;
        var octets = input[1..];
        var (lines, seen) = LineOracle.Expect(octets, sasl);
        foreach (var size in Sizes)
        {
            Same(LineOracle.Read(octets, sasl, size, segments: false), $"pieces of {size}, joined");

            // Single octets as segments of their own cost their square: short inputs only.
            if (octets.Length <= 4096 * size)
            {
                Same(LineOracle.Read(octets, sasl, size, segments: true), $"pieces of {size}");
            }
        }

        void Same((List<string?> Lines, Protocol.Pop3.LineEndings Seen) read, string what)
        {
            Holds(lines.SequenceEqual(read.Lines), $"{what}: the lines differ: {lines.Count} expected, {read.Lines.Count} read");
            Agree(seen, read.Seen, what);
        }
    }
}
