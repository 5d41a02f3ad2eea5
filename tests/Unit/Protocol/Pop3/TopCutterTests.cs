using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Restante.Fuzz.Targets;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class TopCutterTests
{
    [Theory]
    [InlineData("A: 1\n\none\ntwo\n", 0, "A: 1\n\n")]
    [InlineData("A: 1\n\none\ntwo\n", 1, "A: 1\n\none\n")]
    [InlineData("A: 1\n\none\ntwo\n", 2, "A: 1\n\none\ntwo\n")]
    [InlineData("A: 1\n\none\ntwo", 2, "A: 1\n\none\ntwo")]
    [InlineData("A: 1\n\none\ntwo\n", int.MaxValue, "A: 1\n\none\ntwo\n")]
    [InlineData("A: 1\r\n\r\none\r\n\r\n", 1, "A: 1\r\n\r\none\r\n")]
    [InlineData("A: 1\n \nB: 2\n", 0, "A: 1\n \nB: 2\n")]
    [InlineData("no blank line", 0, "no blank line")]
    [InlineData("\nbody\n", 0, "\n")]
    [InlineData("\n\n\n", 1, "\n\n")]
    [InlineData("", 0, "")]
    public void TOP_is_the_header_the_blank_line_and_so_many_lines(string stored, int lines, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(stored);
        Assert.Equal(expected.Length, WireOracle.Top(octets, lines));
        foreach (var piece in new[] { 1, 2, 3, 64, 4096 })
        {
            Assert.Equal(expected.Length, WireOracle.TopInPieces(octets, lines, new Random(piece), piece));
        }
    }

    [Fact]
    public void Any_octets_in_any_pieces_are_cut_where_the_oracle_says() =>
        Prop.ForAll(OctetsArb.Wire, ArbMap.Default.ArbFor<int>(), (stored, seed) =>
        {
            foreach (var lines in new[] { 0, 1, 2, 5 })
            {
                Assert.Equal(WireOracle.Top(stored, lines), WireOracle.TopInPieces(stored, lines, new Random(seed), 1 + (Math.Abs(seed % 9))));
            }
        }).Hold();

    [Fact]
    public void Nothing_is_taken_once_it_is_done()
    {
        var cutter = new TopCutter(0);
        Assert.Equal(1, cutter.Take("\nbody\n"u8));
        Assert.True(cutter.Done);
        Assert.Equal(0, cutter.Take("body\n"u8));
    }
}
