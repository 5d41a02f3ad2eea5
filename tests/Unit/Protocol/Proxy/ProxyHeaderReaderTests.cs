using System.Buffers;
using System.Net;
using System.Text;
using Restante.Fuzz;
using Restante.Fuzz.Targets;
using Restante.Protocol.Proxy;

namespace Restante.Unit.Protocol.Proxy;

/// <summary>HAProxy's specification of 2020, by its sections.</summary>
public sealed class ProxyHeaderReaderTests
{
    private const byte Local = 0x20;
    private const byte Proxy = 0x21;
    private const byte Tcp4 = 0x11;

    private static readonly byte[] Addresses = ProxyOctets.Addresses("192.0.2.7", "198.51.100.1", 50_000, 110);

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 50000 110", "192.0.2.7:50000")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535", "255.255.255.255:65535")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 50000 110", "[2001:db8::7]:50000")]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    [InlineData("PROXY UNKNOWN", null)]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535", null)]
    public void Version_1_names_the_client_and_leaves_what_follows(string line, string? client) =>
        Assert.Equal(client is null ? null : IPEndPoint.Parse(client), Sound(Encoding.ASCII.GetBytes(line + "\r\n")).Client);

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 50000 110\n", "CRLF")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 50000\r\n", "two ports")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 50000 110 x\r\n", "two ports")]
    [InlineData("PROXY TCP4  192.0.2.7 198.51.100.1 50000 110\r\n", "two ports")]
    [InlineData("PROXY TCP4 010.0.2.7 198.51.100.1 50000 110\r\n", "address")]
    [InlineData("PROXY TCP4 0x7f.1 198.51.100.1 50000 110\r\n", "address")]
    [InlineData("PROXY TCP4 2001:db8::7 198.51.100.1 50000 110\r\n", "address")]
    [InlineData("PROXY TCP6 192.0.2.7 2001:db8::1 50000 110\r\n", "address")]
    [InlineData("PROXY TCP6 fe80::1%eth0 2001:db8::1 50000 110\r\n", "address")]
    [InlineData("PROXY TCP6 [::1] 2001:db8::1 50000 110\r\n", "address")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 65536 110\r\n", "port")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 050 110\r\n", "port")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 +50 110\r\n", "port")]
    [InlineData("PROXY UDP4 192.0.2.7 198.51.100.1 50000 110\r\n", "neither")]
    [InlineData("PROXY unknown\r\n", "neither")]
    [InlineData("PROXY \r\n", "neither")]
    public void Version_1_that_is_not_to_the_letter_is_refused(string line, string fault) =>
        Assert.Contains(fault, Fault(Encoding.ASCII.GetBytes(line)), StringComparison.Ordinal);

    [Fact]
    public void A_line_of_version_1_has_107_octets_at_most()
    {
        Assert.Null(Sound(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 107 - 16) + "\r\n")).Client);
        Assert.Contains("107", Fault(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 107 - 15) + "\r\n")), StringComparison.Ordinal);
    }

    [Fact]
    public void Version_2_names_the_client()
    {
        Assert.Equal(IPEndPoint.Parse("192.0.2.7:50000"), Sound(ProxyOctets.Header(Proxy, Tcp4, Addresses)).Client);
        var six = ProxyOctets.Addresses("2001:db8::7", "2001:db8::1", 50_000, 110);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::7]:50000"), Sound(ProxyOctets.Header(Proxy, 0x21, six)).Client);
    }

    [Theory]
    [InlineData(Local, 0x00, 0)]
    [InlineData(Local, Tcp4, 12)]
    [InlineData(Local, 0xFF, 5)]
    [InlineData(Proxy, 0x00, 0)]
    [InlineData(Proxy, 0x31, 216)]
    [InlineData(Proxy, 0x12, 12)]
    public void A_check_a_Unix_socket_and_what_is_no_TCP_name_nobody(byte command, byte family, int octets) =>
        Assert.Null(Sound(ProxyOctets.Header(command, family, new byte[octets])).Client);

    [Theory]
    [InlineData(0x11, Tcp4, 12, "0x11")]
    [InlineData(0x22, Tcp4, 12, "0x22")]
    [InlineData(Proxy, 0x41, 12, "0x41")]
    [InlineData(Proxy, 0x13, 12, "0x13")]
    [InlineData(Proxy, Tcp4, 11, "too short")]
    [InlineData(Proxy, 0x21, 35, "too short")]
    [InlineData(Proxy, 0x31, 215, "too short")]
    [InlineData(Proxy, Tcp4, 14, "longer than the header")]
    public void Version_2_with_what_nobody_may_send_is_refused(byte command, byte family, int octets, string fault) =>
        Assert.Contains(fault, Fault(ProxyOctets.Header(command, family, new byte[octets])), StringComparison.Ordinal);

    [Fact]
    public void A_promise_of_more_than_4096_octets_is_refused_before_they_come()
    {
        Assert.Null(Sound(ProxyOctets.Header(Local, 0, new byte[4080])).Client);
        var promise = ProxyOctets.Header(Local, 0, new byte[4081]).AsSpan(0, 16).ToArray();
        Assert.Contains("4097", Fault(promise), StringComparison.Ordinal);
    }

    [Fact]
    public void The_balancers_TLS_its_clients_name_and_the_connections_id_are_told()
    {
        var header = Sound(ProxyOctets.Header(
            Proxy, Tcp4, Addresses, ProxyOctets.Extension(0xE0, "a vendor's"), ProxyOctets.Extension(0x05, "5f2c:01"),
            ProxyOctets.Tls(0x07, 0, ProxyOctets.Extension(0x21, "TLSv1.3"), ProxyOctets.Extension(0x22, "ann"), ProxyOctets.Extension(0x23, "AES"))));
        Assert.Equal(("5f2c:01", new ProxyTls("TLSv1.3", "ann")), (header.ConnectionId, header.Tls));
    }

    [Theory]
    [InlineData(0x00, 0, null)]
    [InlineData(0x06, 0, null)]
    [InlineData(0x01, 0, "TLSv1.2 ")]
    [InlineData(0x07, 1, "TLSv1.2 ")]
    [InlineData(0x03, 0, "TLSv1.2 ann")]
    [InlineData(0x05, 0, "TLSv1.2 ann")]
    public void A_name_counts_only_from_a_certificate_that_was_verified_and_TLS_only_where_it_is(byte flags, byte verify, string? expected)
    {
        var tls = Sound(ProxyOctets.Header(
            Proxy, Tcp4, Addresses, ProxyOctets.Tls(flags, verify, ProxyOctets.Extension(0x22, "ann"), ProxyOctets.Extension(0x21, "TLSv1.2")))).Tls;
        Assert.Equal(expected, tls is null ? null : $"{tls.Version} {tls.CommonName}");
    }

    [Fact]
    public void What_is_said_about_TLS_must_be_whole()
    {
        Assert.Equal(new ProxyTls("TLS", null), Sound(ProxyOctets.Header(Proxy, Tcp4, Addresses, ProxyOctets.Tls(1, 0))).Tls);
        Assert.Contains("TLS", Fault(ProxyOctets.Header(Proxy, Tcp4, Addresses, ProxyOctets.Extension(0x20, 1, 0, 0, 0))), StringComparison.Ordinal);
        Assert.Contains("TLS", Fault(ProxyOctets.Header(Proxy, Tcp4, Addresses, ProxyOctets.Tls(1, 0, [0x21, 0, 9, 1]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checksum_that_is_there_must_be_right()
    {
        var sound = ProxyOctets.WithChecksum(ProxyOctets.Header(Proxy, Tcp4, Addresses, ProxyOctets.Extension(0x05, "5f2c:01")));
        Assert.Equal("5f2c:01", Sound(sound).ConnectionId);
        sound[16] ^= 1;
        Assert.Contains("checksum", Fault(sound), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAPA\r\n")]
    [InlineData("P\r\n")]
    [InlineData("proxy TCP4")]
    [InlineData("\r\n\r\nCAPA")]
    [InlineData("\x16\x03\x01")]
    public void What_is_no_header_is_told_by_the_first_octet_that_shows_it(string text)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text));
        Assert.Equal(ProxyOutcome.Missing, ProxyHeaderReader.Read(ref buffer, out _, out _));
        Assert.Equal(text.Length, buffer.Length);
    }

    /// <summary>In any pieces, with a command behind it that must stay.</summary>
    private static ProxyHeader Sound(byte[] octets)
    {
        ProxyHeader? first = null;
        foreach (var size in (int[])[1, 2, 3, 64, 4096])
        {
            var buffer = Pieces.Sequence((byte[])[.. octets, .. "CAPA\r\n"u8], size);
            Assert.Equal(ProxyOutcome.Header, ProxyHeaderReader.Read(ref buffer, out var header, out _));
            Assert.Equal("CAPA\r\n"u8.ToArray(), buffer.ToArray());
            Assert.Equal(first ??= header, header);
        }

        for (var length = 0; length < octets.Length; length++)
        {
            var part = Pieces.Sequence(octets.AsMemory(0, length), 64);
            Assert.Equal(ProxyOutcome.NeedMore, ProxyHeaderReader.Read(ref part, out _, out _));
        }

        return first!;
    }

    private static string Fault(byte[] octets)
    {
        var buffer = Pieces.Sequence(octets, 3);
        Assert.Equal(ProxyOutcome.Malformed, ProxyHeaderReader.Read(ref buffer, out _, out var fault));
        return fault!;
    }
}
