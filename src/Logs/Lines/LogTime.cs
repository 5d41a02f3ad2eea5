using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Restante.Logs.Lines;

/// <summary>When a log says something happened. The default value is: it does not say.</summary>
/// <param name="Instant">UTC in ticks; what times are ordered by.</param>
/// <param name="OffsetMinutes">The zone's distance from UTC.</param>
/// <param name="ZoneKnown">False when the log names no zone and the offset is only assumed.</param>
public readonly record struct LogTime(long Instant, short OffsetMinutes, bool ZoneKnown)
{
    /// <summary>Room enough for any time, in octets.</summary>
    public const int Longest = 40;

    /// <summary>False: the log gave no time.</summary>
    public bool IsKnown => Instant != 0;

    /// <summary>The clock on the wall where the log was written, in ticks.</summary>
    public long Wall => Instant + OffsetMinutes * TimeSpan.TicksPerMinute;

    /// <summary>ISO 8601; with the zone only where the log names it.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[Longest];
        return Encoding.ASCII.GetString(text[..Write(text)]);
    }

    /// <summary>The same as octets; says how many they are, at most <see cref="Longest"/>.</summary>
    public int Write(Span<byte> text)
    {
        if (!IsKnown)
        {
            return 0;
        }

        var wall = new DateTime(Math.Clamp(Wall, 0, DateTime.MaxValue.Ticks));

        // "s" is the fast one, and there are two in every session.
        var form = wall.Ticks % TimeSpan.TicksPerSecond == 0 ? "s" : "yyyy-MM-dd'T'HH:mm:ss.fff";
        wall.TryFormat(text, out var length, form, CultureInfo.InvariantCulture);
        if (!ZoneKnown)
        {
            return length;
        }

        if (OffsetMinutes == 0)
        {
            text[length] = (byte)'Z';
            return length + 1;
        }

        var minutes = Math.Abs((int)OffsetMinutes);
        Utf8.TryWrite(text[length..], CultureInfo.InvariantCulture, $"{(OffsetMinutes < 0 ? '-' : '+')}{minutes / 60:00}:{minutes % 60:00}", out var zone);
        return length + zone;
    }

    /// <summary>Seconds from one to the other; null where one is unknown, or where the clock was set back between them.</summary>
    public static double? Seconds(LogTime from, LogTime to) =>
        from.IsKnown && to.IsKnown && to.Instant >= from.Instant
            ? Math.Round((to.Instant - from.Instant) / (double)TimeSpan.TicksPerSecond, 3)
            : null;
}
