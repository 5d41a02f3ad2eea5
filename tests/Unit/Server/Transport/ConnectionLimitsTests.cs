using System.Net;
using Restante.Server.Transport;

namespace Restante.Unit.Server.Transport;

public sealed class ConnectionLimitsTests
{
    private const string Full = "too many sessions";
    private const string FullForAddress = "too many sessions from your address";

    [Fact]
    public void There_are_so_many_sessions_in_all()
    {
        var limits = Limits(2, 10);
        Assert.Null(limits.Enter(Of("192.0.2.1")));
        Assert.Null(limits.Enter(null));
        Assert.Equal(Full, limits.Enter(Of("192.0.2.2")));
        Assert.Equal(Full, limits.Enter(null));
        Assert.Equal(2, limits.Count);
        limits.Leave(null);
        Assert.Null(limits.Enter(Of("192.0.2.2")));
    }

    [Fact]
    public void There_are_so_many_from_one_address()
    {
        var limits = Limits(10, 2);
        Assert.Null(limits.Enter(Of("192.0.2.1")));
        Assert.Null(limits.Enter(Of("192.0.2.1")));
        Assert.Equal(FullForAddress, limits.Enter(Of("192.0.2.1")));
        Assert.Null(limits.Enter(Of("192.0.2.2")));
        Assert.Equal(3, limits.Count);
    }

    [Fact]
    public void A_64_of_IPv6_counts_as_one_address()
    {
        var limits = Limits(10, 2);
        Assert.Null(limits.Enter(Of("2001:db8:0:1::1")));
        Assert.Null(limits.Enter(Of("2001:db8:0:1:ffff::2")));
        Assert.Equal(FullForAddress, limits.Enter(Of("2001:db8:0:1::3%4")));
        Assert.Null(limits.Enter(Of("2001:db8:0:2::1")));
        limits.Leave(Of("2001:db8:0:1::99"));
        Assert.Null(limits.Enter(Of("2001:db8:0:1::3")));
    }

    [Fact]
    public void A_Unix_socket_has_no_address_to_be_limited_by()
    {
        var limits = Limits(100, 1);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(limits.Enter(null)));
    }

    [Fact]
    public void Who_left_makes_room_and_leaves_nothing_behind()
    {
        var limits = Limits(1000, 3);
        for (var round = 0; round < 5; round++)
        {
            Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(limits.Enter(Of("192.0.2.1"))));
            Assert.NotNull(limits.Enter(Of("192.0.2.1")));
            Assert.All(Enumerable.Range(0, 3), _ => limits.Leave(Of("192.0.2.1")));
        }

        Assert.Equal(0, limits.Count);
    }

    [Fact]
    public void Lower_limits_let_those_stay_who_are_in()
    {
        var limits = Limits(10, 10);
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Null(limits.Enter(Of("192.0.2.1"))));
        limits.Set(2, 1);
        Assert.Equal(5, limits.Count);
        Assert.Equal(Full, limits.Enter(Of("192.0.2.2")));
        Assert.All(Enumerable.Range(0, 4), _ => limits.Leave(Of("192.0.2.1")));
        Assert.Equal(FullForAddress, limits.Enter(Of("192.0.2.1")));
        Assert.Null(limits.Enter(Of("192.0.2.2")));
    }

    private static ConnectionLimits Limits(int sessions, int perAddress)
    {
        var limits = new ConnectionLimits();
        limits.Set(sessions, perAddress);
        return limits;
    }

    private static IPAddress Of(string text) => IPAddress.Parse(text);
}
