using System.Buffers.Binary;

namespace Restante.Logs.Lines;

/// <summary>
/// Reads the time at the head of lines, for one file: the classic form of syslog, which has neither year nor zone, and
/// ISO 8601 in its many spellings. Lines of the same second cost one comparison.
/// </summary>
/// <param name="zone">Where a log that names no zone is assumed to have been written.</param>
/// <param name="written">When the file was last written: a line without a year is not later than this.</param>
public sealed class LineClock(TimeZoneInfo zone, DateTimeOffset written)
{
    private const int ClassicLength = 15;

    // The first eight and the last eight octets of the last classic stamp, and what it meant.
    private ulong _first, _second;
    private LogTime _classic;
    private long _lastWall, _lastOfDay;
    private long _offsetHour = long.MinValue;
    private short _offset;

    /// <summary>Reads a time at the very beginning; <paramref name="length"/> octets were it.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, out LogTime time, out int length)
    {
        if (line.Length >= ClassicLength && line[3] == ' ')
        {
            length = ClassicLength;
            var (first, second) = (BinaryPrimitives.ReadUInt64LittleEndian(line), BinaryPrimitives.ReadUInt64LittleEndian(line[7..]));
            if (first == _first && second == _second)
            {
                time = _classic;
                return true;
            }

            if (TryClassic(line, out time))
            {
                (_first, _second, _classic) = (first, second, time);
                return true;
            }
        }

        return IsoTime.TryRead(line, this, out time, out length);
    }

    /// <summary>A time on the wall in the zone that is assumed.</summary>
    public LogTime Assume(long wall)
    {
        var hour = wall / TimeSpan.TicksPerHour;
        if (hour != _offsetHour)
        {
            _offsetHour = hour;
            _offset = (short)zone.GetUtcOffset(new DateTime(wall, DateTimeKind.Unspecified)).TotalMinutes;
        }

        return new LogTime(wall - _offset * TimeSpan.TicksPerMinute, _offset, ZoneKnown: false);
    }

    /// <summary>A day and a time without a year: the year that is nearest to the line before, at first the file's.</summary>
    public bool TryWithoutYear(int month, int day, long timeOfDay, out LogTime time)
    {
        time = default;
        if (month is < 1 or > 12 || day < 1)
        {
            return false;
        }

        var latest = _lastWall == 0
            ? TimeZoneInfo.ConvertTime(written, zone).DateTime.AddDays(1).Ticks
            : 0;
        var (best, distance) = (0L, long.MaxValue);
        var year = new DateTime(_lastWall == 0 ? latest : _lastWall).Year;
        // February 29 may be four years back, eight around 1900 and 2100.
        for (var candidate = Math.Min(year + 1, 9999); candidate >= Math.Max(year - 8, 1); candidate--)
        {
            if (day > DateTime.DaysInMonth(candidate, month))
            {
                continue;
            }

            var wall = new DateTime(candidate, month, day).Ticks + timeOfDay;
            var away = _lastWall == 0
                ? wall > latest ? long.MaxValue : latest - wall
                : Math.Abs(wall - _lastWall);
            if (away < distance)
            {
                (best, distance) = (wall, away);
            }
        }

        if (best == 0)
        {
            return false;
        }

        _lastWall = best;
        time = Assume(best);
        return true;
    }

    /// <summary>A time of day without a day: the file's last; past midnight the next.</summary>
    public LogTime WithoutDay(long timeOfDay)
    {
        if (_lastOfDay == 0)
        {
            var last = TimeZoneInfo.ConvertTime(written, zone).DateTime;
            _lastOfDay = last.Date.Ticks + timeOfDay;
            _lastOfDay -= _lastOfDay > last.Ticks && _lastOfDay > TimeSpan.TicksPerDay ? TimeSpan.TicksPerDay : 0;
        }
        else
        {
            // A clock that was set back goes back by less than half a day.
            var day = _lastOfDay / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay;
            _lastOfDay = day + timeOfDay + (day + timeOfDay < _lastOfDay - TimeSpan.TicksPerDay / 2 ? TimeSpan.TicksPerDay : 0);
        }

        return Assume(_lastOfDay);
    }

    /// <summary>The month that three letters name, 0 for none.</summary>
    public static int Month(ReadOnlySpan<byte> name) => name.Length < 3 ? 0 : (name[0] | 0x20, name[1] | 0x20, name[2] | 0x20) switch
    {
        ('j', 'a', 'n') => 1,
        ('f', 'e', 'b') => 2,
        ('m', 'a', 'r') => 3,
        ('a', 'p', 'r') => 4,
        ('m', 'a', 'y') => 5,
        ('j', 'u', 'n') => 6,
        ('j', 'u', 'l') => 7,
        ('a', 'u', 'g') => 8,
        ('s', 'e', 'p') => 9,
        ('o', 'c', 't') => 10,
        ('n', 'o', 'v') => 11,
        ('d', 'e', 'c') => 12,
        _ => 0,
    };

    /// <summary><c>hh:mm:ss</c> in ticks, -1 when it is none. A leap second counts as the second before.</summary>
    public static long TimeOfDay(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
        {
            return -1;
        }

        var (h, m, s) = (Two(text), Two(text[3..]), Two(text[6..]));
        return h is < 0 or > 23 || m is < 0 or > 59 || s is < 0 or > 60
            ? -1
            : (h * 3600 + m * 60 + Math.Min(s, 59)) * TimeSpan.TicksPerSecond;
    }

    /// <summary>Two digits; a blank may stand for the first. -1 when they are none.</summary>
    public static int Two(ReadOnlySpan<byte> text)
    {
        var (tens, ones) = (text[0] == ' ' ? 0 : text[0] - '0', text[1] - '0');
        return (uint)tens > 9 || (uint)ones > 9 ? -1 : tens * 10 + ones;
    }

    // Nov 21 10:15:03
    private bool TryClassic(ReadOnlySpan<byte> line, out LogTime time)
    {
        time = default;
        var (month, day) = (Month(line), Two(line[4..]));
        if (line[6] != ' ' || month == 0 || day < 1)
        {
            return false;
        }

        return TimeOfDay(line[7..]) is var ofDay and >= 0 && TryWithoutYear(month, day, ofDay, out time);
    }
}
