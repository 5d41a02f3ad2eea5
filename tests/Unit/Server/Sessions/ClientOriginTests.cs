using System.Net;
using System.Net.Sockets;
using Restante.Protocol.Proxy;
using Restante.Server.Sessions;

namespace Restante.Unit.Server.Sessions;

public sealed class ClientOriginTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", false)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.8.9.10", "127.8.9.10", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("2001:db8::7", "2001:db8::7", false)]
    [InlineData("fe80::1%3", "fe80::1", false)]
    public void An_address_is_what_a_person_would_call_it(string address, string text, bool local)
    {
        var origin = ClientOrigin.From(new IPEndPoint(IPAddress.Parse(address), 50_000));
        Assert.Equal((text, local), (origin.Text, origin.IsLocal));
    }

    [Fact]
    public void Whoever_comes_through_a_Unix_socket_is_local()
    {
        Assert.Equal(("local", true), (ClientOrigin.From(null).Text, ClientOrigin.From(null).IsLocal));
        var socket = ClientOrigin.From(new UnixDomainSocketEndPoint("/run/restante.sock"));
        Assert.Equal(("local", true), (socket.Text, socket.IsLocal));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7")]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.5", "10.0.0.5", null)]
    [InlineData(null, "10.0.0.5", null)]
    public void Behind_a_balancer_nobody_is_local_and_its_own_connections_are_not_counted(string? client, string text, string? counted)
    {
        var header = new ProxyHeader(client is null ? null : new IPEndPoint(IPAddress.Parse(client), 50_000));
        var origin = ClientOrigin.Behind(IPAddress.Parse("10.0.0.5"), header);
        Assert.Equal((text, "10.0.0.5", false), (origin.Text, origin.ProxyText, origin.IsLocal));
        Assert.Equal(counted, origin.Counted?.ToString());
    }

    [Fact]
    public void Who_connects_without_a_balancer_is_counted_by_its_address()
    {
        Assert.Equal("192.0.2.7", ClientOrigin.From(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1)).Counted?.ToString());
        Assert.Null(ClientOrigin.From(null).Counted);
    }
}
