using System.Net;
using Restante.Server.Auth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth;

public sealed class ThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("198.51.100.1");

    private readonly ManualTime _time = new();
    private readonly Throttle _throttle;

    public ThrottleTests() => _throttle = Throttle.Standard(_time);

    [Fact]
    public void Each_failure_waits_longer_up_to_a_limit() =>
        Assert.Equal([0.5, 1, 2, 4, 8, 15, 15], Enumerable.Range(0, 7).Select(_ => Fail(Here, "ann")));

    [Fact]
    public void Another_user_or_another_address_starts_anew()
    {
        Fail(Here, "ann");
        Fail(Here, "ann");
        Assert.Equal(0.5, Fail(Here, "bob"));
        Assert.Equal(0.5, Fail(There, "ann"));
        Assert.Equal(0.5, Fail(null, "ann"));
    }

    [Fact]
    public void A_password_that_is_wrong_again_counts_once()
    {
        Assert.Equal(0.5, Fail(Here, "ann"));
        Assert.All(Enumerable.Range(0, 8), _ => Assert.Equal(0.5, Fail(Here, "ann", repeated: true)));
        Assert.Equal(1, Fail(Here, "ann"));
        Assert.Equal(0.5, Fail(Here, "bob", repeated: true));
    }

    [Fact]
    public void Failures_are_forgotten_after_a_quarter_of_an_hour()
    {
        Fail(Here, "ann");
        Fail(Here, "ann");
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(2, Fail(Here, "ann"));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(0.5, Fail(Here, "ann"));
    }

    [Fact]
    public void A_success_forgives_this_user_there_but_not_the_prefix()
    {
        for (var i = 0; i < 22; i++)
        {
            Fail(Here, $"user{i}");
        }

        Fail(Here, "ann");
        _throttle.Succeeded(Here, "ann");
        Assert.Equal(8, Fail(Here, "ann"));
        _throttle.Succeeded(There, "nobody");
        Fail(There, "bob");
        Fail(There, "bob");
        _throttle.Succeeded(There, "bob");
        Assert.Equal(0.5, Fail(There, "bob"));
    }

    [Fact]
    public void Many_users_of_one_prefix_slow_it_down_as_a_whole()
    {
        Assert.All(Enumerable.Range(1, 20), i => Assert.Equal(0.5, Fail(Here, $"user{i}")));
        Assert.Equal([1.0, 2, 4, 8, 15], Enumerable.Range(21, 5).Select(i => Fail(Here, $"user{i}")));
        Assert.Equal(0.5, Fail(There, "ann"));
    }

    [Fact]
    public void A_64_of_IPv6_is_one_prefix()
    {
        Assert.Equal(0.5, Fail(IPAddress.Parse("2001:db8:0:1::1"), "ann"));
        Assert.Equal(1, Fail(IPAddress.Parse("2001:db8:0:1:ffff::2"), "ann"));
        Assert.Equal(0.5, Fail(IPAddress.Parse("2001:db8:0:2::1"), "ann"));
    }

    [Fact]
    public void A_flood_of_names_does_not_fill_the_memory()
    {
        Assert.Equal([0.5, 1, 2], Enumerable.Range(0, 3).Select(_ => Fail(Here, "ann")));
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 60_000; i++)
        {
            Fail(new IPAddress((long)(i + 1)), "ann");
        }

        // The oldest were forgotten to make room.
        Assert.Equal(0.5, Fail(Here, "ann"));
    }

    private double Fail(IPAddress? address, string user, bool repeated = false) => _throttle.Failed(address, user, repeated).TotalSeconds;
}
