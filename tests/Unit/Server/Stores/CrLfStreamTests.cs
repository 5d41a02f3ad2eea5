using System.Text;
using Restante.Fuzz.Replies;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Unit.Server.Stores;

public sealed class CrLfStreamTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\n", "a\r\n")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("\r\n\n", "\r\n\r\n")]
    [InlineData("a\rb\n", "a\rb\r\n")]
    [InlineData("a\r\r\n", "a\r\r\n")]
    [InlineData("a\r", "a\r\r\n")]
    [InlineData(".\n..\n\0\n", ".\r\n..\r\n\0\r\n")]
    [InlineData("\r", "\r\r\n")]
    public async Task Line_ends_are_those_of_the_wire_whatever_the_pieces(string given, string expected)
    {
        foreach (var into in (int[])[1, 2, 3, 64, 4096])
        {
            foreach (var from in (int[])[1, 2, 3, 64, 4096])
            {
                var octets = await ReadAsync(new CrLfStream(new PieceStream(Encoding.Latin1.GetBytes(given), from)), into);
                Assert.Equal(expected, Encoding.Latin1.GetString(octets));
            }
        }
    }

    [Fact]
    public async Task What_comes_out_has_the_size_that_the_wire_has_and_needs_no_change()
    {
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var given = new byte[random.Next(200)];
            for (var i = 0; i < given.Length; i++)
            {
                given[i] = "\r\n\nab"u8[random.Next(5)];
            }

            var (before, after) = (default(WireSize), default(WireSize));
            before.Add(given);
            var octets = await ReadAsync(new CrLfStream(new PieceStream(given, random.Next(1, 9))), random.Next(1, 9));
            after.Add(octets);
            Assert.Equal(before.Octets, octets.Length);
            Assert.True(after.WireReady);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int piece)
    {
        var all = new MemoryStream();
        var buffer = new byte[piece];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
        }

        Assert.Equal(0, await stream.ReadAsync(buffer));
        return all.ToArray();
    }
}
