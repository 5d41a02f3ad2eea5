using System.Text;
using Restante.Client.Load;

namespace Restante.Unit.Client.Load;

public sealed class TerminatorFinderTests
{
    /// <summary>What follows a status line; the end is the first "." line.</summary>
    public static TheoryData<string> Replies =>
    [
        ".\r\n",
        "1 120\r\n2 300\r\n.\r\n",
        "\r\n.\r\n",
        "..\r\n.\r\n",
        "\r\r\n.\r\n",
        "a\r\n.\r\r\n.\r\n",
        "a\r\n.\rb\r\n..\r\n\r\n.\r\n",
        "a\n.\nb\r\n.\nc\r\n\r.\r\n\r\n\r\n.\r\n",
        new string('x', 5000) + "\r\n.\r\n",
        string.Concat(Enumerable.Repeat("\r\n..", 300)) + "\r\n.\r\n",
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void The_end_is_found_in_pieces_of_any_length(string reply)
    {
        var octets = Encoding.ASCII.GetBytes(reply + "+OK the next one\r\n.\r\n");
        foreach (var length in (int[])[1, 2, 3, 4, 5, 7, 64, 4096, octets.Length])
        {
            Assert.Equal(reply.Length, EndOf(octets, length));
        }
    }

    [Fact]
    public void The_end_is_found_wherever_it_is_cut_in_two()
    {
        var octets = "line\r\n.\rx\r\n..\r\n.\r\n"u8.ToArray();
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var finder = TerminatorFinder.AfterLine;
            var first = finder.Feed(octets.AsSpan(0, cut));
            Assert.Equal(octets.Length, first >= 0 ? first : cut + finder.Feed(octets.AsSpan(cut)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\r\n.")]
    [InlineData("a\r\n.\r")]
    [InlineData("a\n.\n")]
    [InlineData("a.\r\n")]
    [InlineData("\r\n..\r\n")]
    public void Without_a_line_of_one_dot_there_is_no_end(string reply)
    {
        var finder = TerminatorFinder.AfterLine;
        Assert.Equal(-1, finder.Feed(Encoding.ASCII.GetBytes(reply)));
    }

    // How many octets the reply has, or -1.
    private static int EndOf(byte[] octets, int length)
    {
        var finder = TerminatorFinder.AfterLine;
        for (var at = 0; at < octets.Length; at += length)
        {
            var found = finder.Feed(octets.AsSpan(at, Math.Min(length, octets.Length - at)));
            if (found >= 0)
            {
                return at + found;
            }
        }

        return -1;
    }
}
