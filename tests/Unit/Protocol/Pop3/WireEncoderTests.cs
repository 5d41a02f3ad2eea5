using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Restante.Fuzz.Targets;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class WireEncoderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(".", "..\r\n")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\n", "a\r\n")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData("a\r", "a\r\r\n")]
    [InlineData("a\rb\n", "a\rb\r\n")]
    [InlineData("a\r\r\n", "a\r\r\n")]
    [InlineData("\n", "\r\n")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("\r\n.\r\n", "\r\n..\r\n")]
    [InlineData("..\n.x\n", "...\r\n..x\r\n")]
    [InlineData("\r.\n", "\r.\r\n")]
    [InlineData("x.\n", "x.\r\n")]
    public void Line_ends_become_CRLF_and_dots_are_stuffed(string stored, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(stored);
        Assert.Equal(expected, Encoding.ASCII.GetString(WireOracle.Encode(octets).Sent));
        for (var seed = 0; seed < 20; seed++)
        {
            var (sent, announced) = WireOracle.EncodeInPieces(octets, new Random(seed), 3, 2 + (seed % 4));
            Assert.Equal(expected, Encoding.ASCII.GetString(sent));
            Assert.Equal(expected.Length - Stuffed(expected), announced);
        }
    }

    [Fact]
    public void Any_octets_in_any_pieces_into_any_buffers_are_what_the_oracle_says() =>
        Prop.ForAll(OctetsArb.Wire, ArbMap.Default.ArbFor<int>(), (stored, seed) =>
        {
            var random = new Random(seed);
            var (sent, announced) = WireOracle.Encode(stored);
            foreach (var (piece, buffer) in new[] { (1, 2), (3, 2), (5, 5), (4096, 3), (4096, 4096) })
            {
                var encoded = WireOracle.EncodeInPieces(stored, random, piece, buffer);
                Assert.Equal(sent, encoded.Sent);
                Assert.Equal(announced, encoded.Announced);
            }
        }).Hold();

    [Fact]
    public void Lines_of_all_lengths_are_what_the_oracle_says_wherever_they_and_their_room_end()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var stored = Enumerable.Range(0, random.Next(1, 40)).SelectMany(_ => Line(random)).ToArray();
            var (sent, announced) = WireOracle.Encode(stored);
            foreach (var (piece, buffer) in new[] { (stored.Length, sent.Length), (4096, 4096), (random.Next(30, 70), random.Next(30, 70)), (33, 300), (300, 34), (32, 32) })
            {
                var encoded = WireOracle.EncodeInPieces(stored, random, piece, buffer);
                Assert.Equal(sent, encoded.Sent);
                Assert.Equal(announced, encoded.Announced);
            }
        }
    }

    private static IEnumerable<byte> Line(Random random)
    {
        // As long as one, two and three of the vectors that it is copied in, and an octet more or less.
        var length = random.Next(3) == 0 ? random.Next(0, 3) : (random.Next(4) * 32) + random.Next(-2, 3);
        var text = Enumerable.Repeat((byte)'x', Math.Max(length, 0)).ToArray();
        if (text.Length > 0)
        {
            text[0] = random.Next(3) == 0 ? (byte)'.' : text[0];
            text[^1] = random.Next(4) == 0 ? (byte)'\r' : text[^1];
        }

        return [.. text, .. random.Next(3) switch { 0 => "\r\n"u8, 1 => "\n"u8, _ => random.Next(5) == 0 ? "\r"u8 : "\n"u8 }];
    }

    [Fact]
    public void Nothing_is_lost_when_nothing_fits()
    {
        var encoder = new WireEncoder();
        Span<byte> one = stackalloc byte[1];
        Assert.Equal(0, encoder.Encode("."u8, one, out var used));
        Assert.Equal(0, used);
        Assert.Equal(0, encoder.Encode("\n"u8, one, out used));
        Assert.Equal(0, used);
        Assert.Equal(0, encoder.Encode("x"u8, default, out used));
        Assert.Equal(0, used);
        Assert.Equal(0, encoder.Octets);
    }

    [Fact]
    public void Sizes_agree_with_what_is_sent() => Prop.ForAll(OctetsArb.Wire, ArbMap.Default.ArbFor<int>(), (stored, seed) =>
    {
        var (sent, announced) = WireOracle.Encode(stored);
        var size = default(WireSize);
        var random = new Random(seed);
        for (var at = 0; at < stored.Length;)
        {
            var piece = Math.Min(random.Next(1, 60), stored.Length - at);
            size.Add(stored.AsSpan(at, piece));
            at += piece;
        }

        Assert.Equal(announced, size.Octets);
        Assert.Equal(sent.AsSpan().SequenceEqual(stored), size.WireReady);
    }).Hold();

    private static int Stuffed(string sent) => sent.Split("\r\n").Count(line => line.StartsWith('.'));
}
