using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Unit.Protocol.Pop3;

public sealed class ForeignProtocolTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1", "HTTP")]
    [InlineData("get /index.html HTTP/1.0", "HTTP")]
    [InlineData("PRI * HTTP/2.0", "HTTP")]
    [InlineData("OPTIONS * HTTP/1.1", "HTTP")]
    [InlineData("EHLO mx.example.com", "SMTP")]
    [InlineData("helo x", "SMTP")]
    [InlineData("LHLO x", "SMTP")]
    [InlineData("PROXY UNKNOWN", "PROXY header")]
    public void What_was_not_meant_for_POP3_is_named(string line, string expected) =>
        Assert.Contains(expected, ForeignProtocol.Recognise(Encoding.ASCII.GetBytes(line)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("USER ann")]
    [InlineData("CAPA")]
    [InlineData("GET lost")]
    [InlineData("EHL")]
    [InlineData("a1 LOGIN ann secret")]
    public void What_is_not_known_is_not_named(string line) => Assert.Null(ForeignProtocol.Recognise(Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void A_TLS_handshake_is_known_by_its_first_two_octets()
    {
        Assert.True(ForeignProtocol.IsTlsHello([0x16, 0x03, 0x01]));
        Assert.True(ForeignProtocol.IsTlsHello([0x16, 0x03]));
        Assert.False(ForeignProtocol.IsTlsHello([0x16]));
        Assert.False(ForeignProtocol.IsTlsHello([0x16, 0x02]));
        Assert.False(ForeignProtocol.IsTlsHello("CAPA"u8));
    }

    [Theory]
    [InlineData("PROXY TCP4 1", "PROXY header")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n", "PROXY header")]
    [InlineData("GET / HTTP/1", "HTTP")]
    [InlineData("USER ann\r\n", "does not speak TLS")]
    public void What_comes_in_place_of_a_handshake_is_named(string first, string expected) =>
        Assert.Contains(expected, ForeignProtocol.RecogniseInPlaceOfTls(Encoding.ASCII.GetBytes(first)), StringComparison.Ordinal);

    [Fact]
    public void No_command_of_ours_is_taken_for_a_stranger() =>
        Assert.All(StateTable.Rows, row => Assert.Null(ForeignProtocol.Recognise(Encoding.ASCII.GetBytes(row.Name + " HTTP/"))));
}
