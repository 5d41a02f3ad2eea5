using Restante.Protocol.Pop3;

namespace Restante.Fuzz.Targets;

/// <summary>Stored octets go on the wire as the oracle says, in all pieces; sizes and TOP's cut agree with it.</summary>
public sealed class WireTarget : FuzzTarget
{
    public override string Name => "wire";

    public override byte[] Make(Random random)
    {
        var octets = new byte[random.Next(random.Next(10) == 0 ? 3000 : 80)];
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] = random.Next(9) switch
            {
                0 or 1 => (byte)'\r',
                2 or 3 => (byte)'\n',
                4 or 5 => (byte)'.',
                6 => (byte)random.Next(256),
                _ => (byte)'x',
            };
        }

        return octets;
    }

    public override void Check(byte[] input)
    {
        var (sent, announced) = WireOracle.Encode(input);
        var random = new Random(input.Length);
        foreach (var (piece, buffer) in new[] { (1, 2), (3, 4), (64, 7), (4096, 4096), (4096, 2) })
        {
            var (octets, count) = WireOracle.EncodeInPieces(input, random, piece, buffer);
            AgreeOctets(sent, octets, $"pieces of {piece} into {buffer}");
            Agree(announced, count, "the octets announced");
        }

        var size = default(WireSize);
        for (var at = 0; at < input.Length;)
        {
            var piece = Math.Min(random.Next(1, 50), input.Length - at);
            size.Add(input.AsSpan(at, piece));
            at += piece;
        }

        Agree(announced, size.Octets, "WireSize");
        Agree(sent.AsSpan().SequenceEqual(input), size.WireReady, "WireReady");
        foreach (var lines in new[] { 0, 1, 2, 1000 })
        {
            Agree(WireOracle.Top(input, lines), WireOracle.TopInPieces(input, lines, random, 5), $"TOP {lines}");
            Agree(WireOracle.Top(input, lines), WireOracle.TopInPieces(input, lines, random, 5000), $"TOP {lines}");
        }
    }
}
