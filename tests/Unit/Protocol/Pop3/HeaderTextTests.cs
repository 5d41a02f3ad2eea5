using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("Subject: plain\r\n\r\nbödy\r\n", false)]
    [InlineData("Subject: =?utf-8?q?z=C3=A9?=\n\nx\n", false)]
    [InlineData("Subject: é\r\n\r\nx\r\n", true)]
    [InlineData("Subject: €\nTo: x\n\nx\n", true)]
    [InlineData("Subject: 😀\n\n", true)]
    [InlineData("Subject: no end é", true)]
    [InlineData("\r\nSubject: é\r\n", false)]
    [InlineData("", false)]
    public void A_header_with_UTF_8_is_told_from_one_without(string message, bool expected) => AssertInPieces(Encoding.UTF8.GetBytes(message), expected);

    [Theory]
    [InlineData("Subject: é\r\n\r\n")]
    [InlineData("Subject: é")]
    [InlineData("Subject: \xC3\xA9 and é\r\n\r\n")]
    [InlineData("Subject: \xE2\x82\r\n\r\n")]
    [InlineData("Subject: \xC3")]
    [InlineData("Subject: \xFF\r\n\r\n")]
    [InlineData("Subject: \xA9\r\n\r\n")]
    [InlineData("Subject: \xC0\xAF\r\n\r\n")]
    public void What_is_no_UTF_8_needs_no_UTF_8_mode(string message) => AssertInPieces(Encoding.Latin1.GetBytes(message), expected: false);

    private static void AssertInPieces(byte[] message, bool expected)
    {
        foreach (var size in new[] { 1, 2, 3, 64 })
        {
            var header = new HeaderText();
            foreach (var piece in message.Chunk(size))
            {
                if (!header.Done)
                {
                    header.Take(piece);
                }
            }

            Assert.Equal(expected, header.IsUtf8);
        }
    }
}
