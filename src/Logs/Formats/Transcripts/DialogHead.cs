using System.Buffers.Text;
using Restante.Logs.Lines;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// What stands before the mark: nothing, a time, a time in brackets, Android's head of a line, a mail program's quoting.
/// </summary>
internal static class DialogHead
{
    /// <summary>Where the mark may begin.</summary>
    public static int Length(in LogLine line)
    {
        var octets = line.Octets;
        var at = line.Head.AfterTime;
        if (at == 0)
        {
            at = Bracketed(octets, out _) is var bracket and > 0 ? bracket : Android(octets);
        }

        while (at < octets.Length && octets[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary><c>[10:15:03] </c> or <c>[2026-11-21 10:15:03] </c>; the length, 0 for none.</summary>
    public static int Bracketed(ReadOnlySpan<byte> line, out bool hasDay)
    {
        hasDay = false;
        if (line.Length < 11 || line[0] != '[')
        {
            return 0;
        }

        var end = line.IndexOf((byte)']');
        hasDay = end == 20;
        var ofDay = end switch { 9 => LineClock.TimeOfDay(line[1..]), 20 => LineClock.TimeOfDay(line[12..]), _ => -1 };
        return ofDay < 0 ? 0 : Math.Min(end + 2, line.Length);
    }

    public static bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        if (Android(line) > 0)
        {
            var found = clock.TryWithoutYear(LineClock.Two(line), LineClock.Two(line[3..]), LineClock.TimeOfDay(line[6..]), out time);
            _ = Utf8Parser.TryParse(line[15..], out int thousandths, out _);
            time = time with { Instant = time.Instant + Math.Clamp(thousandths, 0, 999) * TimeSpan.TicksPerMillisecond };
            return found;
        }

        if (Bracketed(line, out var hasDay) == 0)
        {
            return false;
        }

        if (hasDay)
        {
            return clock.TryRead(line[1..], out time, out _);
        }

        // Brackets with a time are common; only what Sylpheed or Claws write is theirs.
        var text = line[Bracketed(line, out _)..];
        if (!text.StartsWith("POP3"u8) && !text.StartsWith("* "u8) && !text.StartsWith("*** "u8) && !text.StartsWith("** "u8))
        {
            return false;
        }

        time = clock.WithoutDay(LineClock.TimeOfDay(line[1..]));
        return true;
    }

    // 11-21 10:15:03.120 D/k9 ( 1234): >>> USER ann      11-21 10:15:03.120  1234  1250 D k9      : >>> USER ann
    private static int Android(ReadOnlySpan<byte> line)
    {
        if (line.Length < 20 || line[2] != '-' || line[5] != ' ' || LineClock.TimeOfDay(line[6..]) < 0)
        {
            return 0;
        }

        var tag = line.IndexOf("k9"u8);
        var end = tag < 0 ? -1 : line[tag..].IndexOf(": "u8);
        return end < 0 ? 0 : tag + end + 2;
    }
}
