using Restante.Cli.Commands.Logs;

namespace Restante.Unit.Logs.Lines;

public sealed class HumanTimeTests
{
    // A Saturday, 12:30 in Berlin's winter.
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 11, 30, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");

    [Theory]
    [InlineData("now", "2026-11-21T11:30:00Z")]
    [InlineData("2 hours ago", "2026-11-21T09:30:00Z")]
    [InlineData("an hour ago", "2026-11-21T10:30:00Z")]
    [InlineData("90m", "2026-11-21T10:00:00Z")]
    [InlineData("3 days ago", "2026-11-18T11:30:00Z")]
    [InlineData("1 week ago", "2026-11-14T11:30:00Z")]
    [InlineData("today", "2026-11-20T23:00:00Z")]
    [InlineData("Yesterday", "2026-11-19T23:00:00Z")]
    [InlineData("yesterday 14:00", "2026-11-20T13:00:00Z")]
    [InlineData("monday", "2026-11-15T23:00:00Z")]
    [InlineData("fri 09:30", "2026-11-20T08:30:00Z")]
    [InlineData("10:15", "2026-11-21T09:15:00Z")]
    [InlineData("2026-11-01", "2026-10-31T23:00:00Z")]
    [InlineData("2026-11-01T10:00", "2026-11-01T09:00:00Z")]
    [InlineData("2026-11-01 10:00:05", "2026-11-01T09:00:05Z")]
    [InlineData("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z")]
    [InlineData("2026-11-01T10:00:00-05:00", "2026-11-01T15:00:00Z")]
    [InlineData("1h30m", "2026-11-21T10:00:00Z")]
    [InlineData("1 hour 30 minutes ago", "2026-11-21T10:00:00Z")]
    [InlineData("1 day and 2 hours ago", "2026-11-20T09:30:00Z")]
    [InlineData("3 months ago", "2026-08-21T11:30:00Z")]
    [InlineData("a year ago", "2025-11-21T11:30:00Z")]
    [InlineData("last monday", "2026-11-15T23:00:00Z")]
    [InlineData("yesterday at 14:00", "2026-11-20T13:00:00Z")]
    [InlineData("noon", "2026-11-21T11:00:00Z")]
    [InlineData("yesterday midnight", "2026-11-19T23:00:00Z")]
    [InlineData("Nov 21", "2026-11-20T23:00:00Z")]
    [InlineData("nov  1 10:15:03", "2026-11-01T09:15:03Z")]
    [InlineData("21 November 10:15", "2026-11-21T09:15:00Z")]
    [InlineData("dec 24 18:00", "2025-12-24T17:00:00Z")]
    [InlineData("feb 29", "2024-02-28T23:00:00Z")]
    [InlineData("nov 21 2024", "2024-11-20T23:00:00Z")]
    public void A_time_is_what_people_mean(string text, string expected) =>
        Assert.Equal(expected, HumanTime.Parse(text, Now, Zone, endOfDay: false)!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));

    [Theory]
    [InlineData("yesterday", "2026-11-20T22:59:59Z")]
    [InlineData("2026-11-01", "2026-11-01T22:59:59Z")]
    public void A_day_to_end_at_is_the_whole_day(string text, string expected) =>
        Assert.Equal(expected, HumanTime.Parse(text, Now, Zone, endOfDay: true)!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("30000 years ago")]
    [InlineData("nov 31")]
    [InlineData("nov 21 2024 10:15 12:00")]
    [InlineData("feb 29 2025")]
    [InlineData("tomorrow")]
    [InlineData("25:00")]
    [InlineData("2026-13-01")]
    [InlineData("999999 days ago")]
    public void What_is_no_time_is_none(string text) => Assert.Null(HumanTime.Parse(text, Now, Zone, endOfDay: false));
}
