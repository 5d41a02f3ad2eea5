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
            ExitCode.Usage, $"{option} \"{text}\" is no time", "\"2 hours ago\", 90m, today, yesterday, \"monday 14:00\", 10:30, 2026-11-21, 2026-11-21T10:00:00Z");

    /// <summary>A time; a day alone is its beginning, or its end.</summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now, TimeZoneInfo zone, bool endOfDay)
    {
        text = text.Trim().ToLowerInvariant();
        if (text == "now")
        {
            return now;
        }

        if (Ago().Match(text) is { Success: true } ago
            && double.TryParse(ago.Groups["n"].Value.Replace("an", "1").Replace("a", "1"), CultureInfo.InvariantCulture, out var n) && n < 100_000)
        {
            return now - ago.Groups["unit"].Value switch
            {
                "s" => TimeSpan.FromSeconds(n),
                "m" => TimeSpan.FromMinutes(n),
                "h" => TimeSpan.FromHours(n),
                "d" => TimeSpan.FromDays(n),
                _ => TimeSpan.FromDays(7 * n),
            };
        }

        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        var words = text.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0 && Day(words[0], today) is { } day)
        {
            return words.Length == 1 ? Within(day, endOfDay ? TimeSpan.FromDays(1) - TimeSpan.FromTicks(1) : TimeSpan.Zero, zone)
                : Clock(words[1]) is { } at ? Within(day, at, zone)
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
        TimeSpan.TryParseExact(text.Trim(), ["h\\:mm", "hh\\:mm", "h\\:mm\\:ss", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out var clock) ? clock : null;

    private static DateTimeOffset Within(DateTime day, TimeSpan at, TimeZoneInfo zone)
    {
        var wall = DateTime.SpecifyKind(day + at, DateTimeKind.Unspecified);
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall));
    }

    [GeneratedRegex(@"^(?<n>\d+(\.\d+)?|an?)\s*((?<unit>s)(ec(ond)?s?)?|(?<unit>m)(in(ute)?s?)?|(?<unit>h)(ours?)?|(?<unit>d)(ays?)?|(?<unit>w)(eeks?)?)(\s+ago)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Ago();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([t ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(z|[+-]\d\d:?\d\d)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Zoned();
}
