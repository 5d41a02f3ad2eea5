using System.Globalization;
using System.Text.RegularExpressions;

namespace Restante.Cli.Commands.Logs;

/// <summary>Times as people give them: <c>2 hours ago</c>, <c>yesterday</c>, <c>monday 14:00</c>, <c>2026-11-21T10:00</c>.</summary>
internal static partial class HumanTime
{
    /// <summary>The time that an option names; null when it was not given.</summary>
    /// <exception cref="Failure">It is none.</exception>
    public static DateTimeOffset? Require(string option, string? text, DateTimeOffset now, TimeZoneInfo zone, bool endOfDay) =>
        text is null ? null
        : Parse(text, now, zone, endOfDay) ?? throw new Failure(
            ExitCode.Usage, $"{option} \"{text}\" is no time", "\"2 hours ago\", 90m, today, yesterday, \"monday 14:00\", \"nov 21 10:30\", 10:30, 2026-11-21, 2026-11-21T10:00:00Z");

    /// <summary>A time; a day alone is its beginning, or its end.</summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now, TimeZoneInfo zone, bool endOfDay)
    {
        text = text.Trim().ToLowerInvariant();
        if (text == "now")
        {
            return now;
        }

        if (Ago().Match(text) is { Success: true } ago)
        {
            return Back(ago, now, zone);
        }

        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("at" or "last" or "on")).ToArray();
        if (DayOf(words, today) is var (day, used))
        {
            return words.Length == used ? Within(day, endOfDay ? TimeSpan.FromDays(1) - TimeSpan.FromTicks(1) : TimeSpan.Zero, zone)
                : words.Length == used + 1 && Clock(words[used]) is { } at ? Within(day, at, zone)
                : null;
        }

        if (Clock(text) is { } clock)
        {
            return Within(today, clock, zone);
        }

        // With a zone of its own, else on the clock of this machine.
        if (Zoned().IsMatch(text))
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact) ? exact : null;
        }

        if (!Iso().IsMatch(text) || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
        {
            return null;
        }

        return Within(wall.Date, text.Length <= 10 && endOfDay ? TimeSpan.FromDays(1) - TimeSpan.FromTicks(1) : wall.TimeOfDay, zone);
    }

    // One part is enough: 2 hours ago; several add up: 1h30m, 1 hour 30 minutes ago.
    private static DateTimeOffset? Back(Match ago, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (back, months) = (TimeSpan.Zero, 0);
        foreach (var (number, unit) in ago.Groups["n"].Captures.Zip(ago.Groups["unit"].Captures, (n, u) => (n.Value, u.Value)))
        {
            var n = number is "a" or "an" ? 1 : double.Parse(number, CultureInfo.InvariantCulture);
            if (n >= 100_000 || (unit is "mo" or "y" && (n != Math.Floor(n) || n > 1000)))
            {
                return null;
            }

            months += unit switch { "mo" => (int)n, "y" => 12 * (int)n, _ => 0 };
            back += unit switch
            {
                "s" => TimeSpan.FromSeconds(n),
                "m" => TimeSpan.FromMinutes(n),
                "h" => TimeSpan.FromHours(n),
                "d" => TimeSpan.FromDays(n),
                "w" => TimeSpan.FromDays(7 * n),
                _ => TimeSpan.Zero,
            };
        }

        return months == 0 ? now - back : months < 12 * now.Year - 12 ? TimeZoneInfo.ConvertTime(now, zone).AddMonths(-months) - back : null;
    }

    // today, monday, or as syslog has it: nov 21, 21 nov, nov 21 2025. Without a year it is the last such day.
    private static (DateTime Day, int Words)? DayOf(string[] words, DateTime today)
    {
        if (words.Length == 0)
        {
            return null;
        }

        if (Day(words[0], today) is { } named)
        {
            return (named, 1);
        }

        if (words.Length < 2)
        {
            return null;
        }

        var (month, number) = char.IsAsciiDigit(words[0][0]) ? (words[1], words[0]) : (words[0], words[1]);
        var names = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;
        var which = Array.FindIndex(names, m => m.Length > 0 && (m.Equals(month, StringComparison.OrdinalIgnoreCase) || m[..3].Equals(month, StringComparison.OrdinalIgnoreCase)));
        if (which < 0 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var day))
        {
            return null;
        }

        var hasYear = words.Length > 2 && words[2].Length == 4 && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        for (var year = hasYear ? int.Parse(words[2], CultureInfo.InvariantCulture) : today.Year; year > (hasYear ? 0 : today.Year - 9); year--)
        {
            if (day >= 1 && day <= DateTime.DaysInMonth(year, which + 1) && (hasYear || new DateTime(year, which + 1, day) <= today))
            {
                return (new DateTime(year, which + 1, day), hasYear ? 3 : 2);
            }

            if (hasYear)
            {
                return null;
            }
        }

        return null;
    }

    private static DateTime? Day(string word, DateTime today)
    {
        switch (word)
        {
            case "today": return today;
            case "yesterday": return today.AddDays(-1);
        }

        for (var back = 0; back < 7; back++)
        {
            var name = today.AddDays(-back).DayOfWeek.ToString().ToLowerInvariant();
            if (word == name || word == name[..3])
            {
                return today.AddDays(-back);
            }
        }

        return null;
    }

    private static TimeSpan? Clock(string text) =>
        text is "noon" ? TimeSpan.FromHours(12) : text is "midnight" ? TimeSpan.Zero
        : TimeSpan.TryParseExact(text.Trim(), ["h\\:mm", "hh\\:mm", "h\\:mm\\:ss", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out var clock) ? clock : null;

    private static DateTimeOffset Within(DateTime day, TimeSpan at, TimeZoneInfo zone)
    {
        var wall = DateTime.SpecifyKind(day + at, DateTimeKind.Unspecified);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall));
    }

    [GeneratedRegex(@"^((?<n>\d+(\.\d+)?|an?)\s*((?<unit>s)(ec(ond)?s?)?|(?<unit>mo)(nths?)?|(?<unit>m)(in(ute)?s?)?|(?<unit>h)(ours?|rs?)?|(?<unit>d)(ays?)?|(?<unit>w)(eeks?)?|(?<unit>y)(ears?)?)(\s*(and|,)?\s*)){1,4}(ago)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ago();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([t ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(z|[+-]\d\d:?\d\d)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Zoned();
}
