using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class WireSizeTests
{
    public static TheoryData<int> Pieces => [1, 2, 3, 64, 4096];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Random_messages_are_counted_as_an_octet_by_octet_conversion_counts_them(int piece)
    {
        var random = new Random(piece);
        for (var round = 0; round < 2_000; round++)
        {
            var message = new byte[random.Next(0, 150)];
            for (var i = 0; i < message.Length; i++)
            {
                message[i] = "\r\n.a"u8[random.Next(4)];
            }

            var (octets, ready) = Slowly(message);
            var size = default(WireSize);
            for (var at = 0; at < message.Length; at += piece)
            {
                size.Add(message.AsSpan(at, Math.Min(piece, message.Length - at)));
            }

            Assert.Equal((octets, ready), (size.Octets, size.WireReady));
        }
    }

    [Fact]
    public void Nothing_is_no_octets_and_may_be_sent_as_it_is()
    {
        var size = default(WireSize);
        size.Add([]);
        Assert.Equal(0, size.Octets);
        Assert.True(size.WireReady);
        Assert.False(size.LacksLineEnd);
    }

    [Fact]
    public void A_crlf_between_two_pieces_is_one_line_end()
    {
        var size = default(WireSize);
        size.Add("a\r"u8);
        size.Add("\n"u8);
        Assert.Equal(3, size.Octets);
        Assert.Equal(0, size.BareLineFeeds);
        Assert.True(size.WireReady);
    }

    [Fact]
    public void A_dot_between_two_pieces_still_begins_a_line()
    {
        var size = default(WireSize);
        size.Add("a\r\n"u8);
        size.Add(".\r\n"u8);
        Assert.False(size.WireReady);
    }

    private static (long Octets, bool Ready) Slowly(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var wire = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        if (wire.Length > 0 && !wire.EndsWith('\n'))
        {
            wire += "\r\n";
        }

        return (wire.Length, wire == text && !text.StartsWith('.') && !text.Contains("\n.", StringComparison.Ordinal));
    }
}
