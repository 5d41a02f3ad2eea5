using System.Text;
using Restante.Logs.Lines;

namespace Restante.Unit.Logs.Lines;

public sealed class LineClockTests
{
    private static readonly DateTimeOffset Written = new(2027, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-21T10:15:03Z x", "2026-11-21T10:15:03Z", 20)]
    [InlineData("2026-11-21T10:15:03.120Z x", "2026-11-21T10:15:03.120Z", 24)]
    [InlineData("2026-11-21T10:15:03.123456+01:00 x", "2026-11-21T10:15:03.123+01:00", 32)]
    [InlineData("2026-11-21T10:15:03+0130", "2026-11-21T10:15:03+01:30", 24)]
    [InlineData("2026-11-21 10:15:03,120 -0500 x", "2026-11-21T10:15:03.120-05:00", 29)]
    [InlineData("2026-11-21 10:15:03 pop", "2026-11-21T10:15:03", 19)]
    [InlineData("2026/11/21 10:15:03 pop", "2026-11-21T10:15:03", 19)]
    [InlineData("Nov 21 10:15:03 pop", "2026-11-21T10:15:03", 15)]
    [InlineData("Jan  5 00:00:00 pop", "2027-01-05T00:00:00", 15)]
    [InlineData("Feb 29 10:15:03 pop", "2024-02-29T10:15:03", 15)]
    [InlineData("Dec 31 23:59:60 pop", "2026-12-31T23:59:59", 15)]
    public void A_time_is_read_as_it_is_written(string line, string expected, int length)
    {
        Assert.True(Clock().TryRead(Encoding.ASCII.GetBytes(line), out var time, out var used));
        Assert.Equal((expected, length), (time.ToString(), used));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nov 21 10:15:0")]
    [InlineData("Nov 31 10:15:03 x")]
    [InlineData("Nov 21 24:15:03 x")]
    [InlineData("Xyz 21 10:15:03 x")]
    [InlineData("2026-13-21T10:15:03Z")]
    [InlineData("2026-02-30T10:15:03Z")]
    [InlineData("0000-02-03T10:15:03Z")]
    [InlineData("2026-11-21T10-15-03Z")]
    public void What_is_no_time_is_not_read(string line) => Assert.False(Clock().TryRead(Encoding.ASCII.GetBytes(line), out _, out _));

    [Fact]
    public void The_year_goes_on_at_new_year_and_a_line_out_of_order_goes_back()
    {
        var clock = Clock();
        string[] lines = ["Dec 30 10:00:00", "Dec 31 23:59:58", "Jan  1 00:00:01", "Dec 31 23:59:59", "Jan  1 00:00:02"];
        Assert.Equal(
            ["2026-12-30", "2026-12-31", "2027-01-01", "2026-12-31", "2027-01-01"],
            lines.Select(l => clock.TryRead(Encoding.ASCII.GetBytes(l), out var time, out _) ? time.ToString()[..10] : "-"));
    }

    [Fact]
    public void A_log_without_a_zone_is_ordered_by_the_zone_that_is_assumed_and_shows_none()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");
        var clock = new LineClock(zone, Written);
        Assert.True(clock.TryRead("2026-11-21 12:00:00"u8, out var assumed, out _));
        Assert.True(clock.TryRead("2026-11-21T10:00:00Z"u8, out var known, out _));
        Assert.Equal(known.Instant, assumed.Instant);
        Assert.Equal("2026-11-21T12:00:00", assumed.ToString());
    }

    [Fact]
    public void Seconds_are_unknown_where_the_clock_was_set_back()
    {
        var (early, late) = (new LogTime(10_000_000, 0, true), new LogTime(25_000_000, 0, true));
        Assert.Equal(1.5, LogTime.Seconds(early, late));
        Assert.Null(LogTime.Seconds(late, early));
        Assert.Null(LogTime.Seconds(default, late));
    }

    private static LineClock Clock() => new(TimeZoneInfo.Utc, Written);
}
