using System.Buffers.Text;

namespace Restante.Logs.Lines;

/// <summary>ISO 8601 and its neighbours: <c>2026-11-21T10:15:03.120Z</c>, <c>2026-11-21 10:15:03,120 +0100</c>, <c>2026/11/21 10:15:03</c>.</summary>
internal static class IsoTime
{
    private const int Shortest = 19;

    public static bool TryRead(ReadOnlySpan<byte> line, LineClock clock, out LogTime time, out int length)
    {
        (time, length) = (default, 0);
        if (line.Length < Shortest || line[4] is not ((byte)'-' or (byte)'/') || line[7] != line[4] || line[10] is not ((byte)'T' or (byte)' '))
        {
            return false;
        }

        var (century, years, month, day) = (LineClock.Two(line), LineClock.Two(line[2..]), LineClock.Two(line[5..]), LineClock.Two(line[8..]));
        var ofDay = LineClock.TimeOfDay(line[11..]);
        if (century < 1 || years < 0 || month is < 1 or > 12 || day < 1 || ofDay < 0 || day > DateTime.DaysInMonth(century * 100 + years, month))
        {
            return false;
        }

        length = Shortest;
        var wall = new DateTime(century * 100 + years, month, day).Ticks + ofDay + Fraction(line, ref length);
        time = TryZone(line, ref length, out var minutes)
            ? new LogTime(wall - minutes * TimeSpan.TicksPerMinute, minutes, ZoneKnown: true)
            : clock.Assume(wall);
        return true;
    }

    private static long Fraction(ReadOnlySpan<byte> line, ref int length)
    {
        if (length + 1 >= line.Length || line[length] is not ((byte)'.' or (byte)',') || !char.IsAsciiDigit((char)line[length + 1]))
        {
            return 0;
        }

        var (ticks, unit) = (0L, TimeSpan.TicksPerSecond / 10);
        for (length++; length < line.Length && char.IsAsciiDigit((char)line[length]); length++, unit /= 10)
        {
            ticks += (line[length] - '0') * unit;
        }

        return ticks;
    }

    // Z, +01:00, +0100 or +01, a blank may stand before it.
    private static bool TryZone(ReadOnlySpan<byte> line, ref int length, out short minutes)
    {
        minutes = 0;
        var at = length;
        if (at < line.Length && line[at] == 'Z')
        {
            length = at + 1;
            return true;
        }

        if (at + 1 < line.Length && line[at] == ' ' && line[at + 1] is (byte)'+' or (byte)'-')
        {
            at++;
        }

        if (at + 2 >= line.Length || line[at] is not ((byte)'+' or (byte)'-') || !char.IsAsciiDigit((char)line[at + 1]))
        {
            return false;
        }

        var digits = line.Slice(at + 1, Math.Min(5, line.Length - at - 1));
        var hours = LineClock.Two(digits);
        if (hours is < 0 or > 14)
        {
            return false;
        }

        var (rest, used) = (0, 2);
        if (digits.Length >= 5 && digits[2] == ':' && Utf8Parser.TryParse(digits[3..5], out int withColon, out var two) && two == 2)
        {
            (rest, used) = (withColon, 5);
        }
        else if (digits.Length >= 4 && Utf8Parser.TryParse(digits[2..4], out int plain, out two) && two == 2)
        {
            (rest, used) = (plain, 4);
        }

        if (rest > 59)
        {
            return false;
        }

        minutes = (short)((hours * 60 + rest) * (line[at] == '-' ? -1 : 1));
        length = at + 1 + used;
        return true;
    }
}
