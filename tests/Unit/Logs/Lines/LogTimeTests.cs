using System.Text;
using Restante.Logs.Lines;

namespace Restante.Unit.Logs.Lines;

public sealed class LogTimeTests
{
    private static readonly long Noon = new DateTime(2026, 11, 21, 12, 0, 3, DateTimeKind.Unspecified).Ticks;

    [Theory]
    [InlineData(0, 60, false, "2026-11-21T13:00:03")]
    [InlineData(0, 0, true, "2026-11-21T12:00:03Z")]
    [InlineData(120, 0, true, "2026-11-21T12:00:03.120Z")]
    [InlineData(0, 90, true, "2026-11-21T13:30:03+01:30")]
    [InlineData(7, -210, true, "2026-11-21T08:30:03.007-03:30")]
    public void A_time_is_ISO_8601_with_its_zone_where_the_log_names_it(int milliseconds, short offset, bool zone, string expected)
    {
        var time = new LogTime(Noon + milliseconds * TimeSpan.TicksPerMillisecond, offset, zone);
        Span<byte> text = stackalloc byte[LogTime.Longest];
        Assert.Equal(expected, time.ToString());
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..time.Write(text)]));
    }

    [Fact]
    public void No_time_is_no_text() => Assert.Equal("", default(LogTime).ToString());
}
