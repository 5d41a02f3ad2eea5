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
    public void A_48_of_IPv6_is_slowed_down_as_a_whole_after_many_failures_from_its_64s()
    {
        Assert.All(Enumerable.Range(1, 200), i => Assert.Equal(0.5, FailAtOnce(IPAddress.Parse($"2001:db8:7:{i:x}::1"), "ann")));
        Assert.Equal([1.5, 3.5, 7.5, 15.5, 30, 30], Enumerable.Range(1, 6).Select(i => FailAtOnce(IPAddress.Parse($"2001:db8:7:f{i}::1"), $"user{i}")));
        Assert.Equal(0.5, FailAtOnce(IPAddress.Parse("2001:db8:8:1::1"), "ann"));

        // An account of the attacker's own wipes nothing off.
        _throttle.Succeeded(IPAddress.Parse("2001:db8:7:aaaa::1"), "mallory");
        Assert.Equal(30, FailAtOnce(IPAddress.Parse("2001:db8:7:aaaa::1"), "ann"));
    }

    [Fact]
    public void A_flood_of_names_does_not_fill_the_memory()
    {
        Assert.Equal([0.5, 1, 2], Enumerable.Range(0, 3).Select(_ => Fail(Here, "ann")));
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 60_000; i++)
        {
            FailAtOnce(new IPAddress((long)(i + 1)), "ann");
        }

        // The oldest were forgotten to make room.
        Assert.Equal(0.5, Fail(Here, "ann"));
    }

    [Fact]
    public void Failures_of_one_user_side_by_side_wait_one_after_the_other() =>
        Assert.Equal([0.5, 1.5, 3.5, 7.5, 15.5, 30, 30], Enumerable.Range(0, 7).Select(_ => FailAtOnce(Here, "ann")));

    [Fact]
    public void Other_users_side_by_side_are_not_delayed_until_the_prefix_is_suspect()
    {
        Assert.All(Enumerable.Range(1, 20), i => Assert.Equal(0.5, FailAtOnce(Here, $"user{i}")));
        Assert.Equal([1.5, 3.5, 7.5, 15.5, 30, 30], Enumerable.Range(21, 6).Select(i => FailAtOnce(Here, $"user{i}")));
        Assert.Equal(0.5, FailAtOnce(There, "ann"));
    }

    /// <summary>The numbers of docs/manual/serving.md.</summary>
    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(1, 1000, 4)]
    [InlineData(2, 1000, 4)]
    [InlineData(10, 1, 20)]
    [InlineData(100, 1, 200)]
    [InlineData(100, 10, 200)]
    [InlineData(100, 1000, 200)]
    public void Guesses_a_minute_are_bounded_however_many_connections_and_users(int connections, int users, int bound)
    {
        // Each connection guesses again as soon as its answer has come; whoever hangs up holds its place until then.
        var guesses = new List<TimeSpan>();
        var ready = new PriorityQueue<int, TimeSpan>(Enumerable.Range(0, connections).Select(c => (c, TimeSpan.Zero)));
        var now = TimeSpan.Zero;
        while (now < TimeSpan.FromMinutes(12) && ready.TryDequeue(out var connection, out var when))
        {
            _time.Advance(when - now);
            now = when;
            guesses.Add(now);
            ready.Enqueue(connection, now + TimeSpan.FromSeconds(FailAtOnce(Here, $"user{guesses.Count % users}")));
        }

        Assert.InRange(MostInAMinute(guesses), 1, (3 * connections) + 30);
        Assert.InRange(MostInAMinute([.. guesses.Where(g => g >= TimeSpan.FromMinutes(2))]), 1, bound);
    }

    private static int MostInAMinute(List<TimeSpan> guesses) =>
        guesses.Max(start => guesses.Count(g => g >= start && g < start + TimeSpan.FromMinutes(1)));

    /// <summary>A client that waits for its answer.</summary>
    private double Fail(IPAddress? address, string user, bool repeated = false)
    {
        var wait = FailAtOnce(address, user, repeated);
        _time.Advance(TimeSpan.FromSeconds(wait));
        return wait;
    }

    private double FailAtOnce(IPAddress? address, string user, bool repeated = false) => _throttle.Failed(address, user, repeated).TotalSeconds;
}
