using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>A time span as people write it: 30s, 10m, 1h30m.</summary>
internal sealed class DurationType(TimeSpan min, TimeSpan max) : WrittenType<TimeSpan>
{
    /// <summary>From large to small: the order in which they are written.</summary>
    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1))];

    public override string Name => "duration";

    protected override string Example => "10m";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$" };

    protected override bool TryParse(string text, ConfigOrigin origin, out TimeSpan value, out string message, out string advice)
    {
        (message, advice) = ($"\"{text}\" is not a duration", "write 30s, 10m, 1h30m or 1d");
        if (!TryParse(text, out value))
        {
            return false;
        }

        (message, advice) = ($"{text} is out of range", $"from {Write(min)} to {Write(max)}");
        return value >= min && value <= max;
    }

    protected override string Write(TimeSpan value)
    {
        var text = new StringBuilder();
        foreach (var (unit, length) in Units)
        {
            if (value >= length)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(long)(value / length)}{unit}");
                value = TimeSpan.FromTicks(value.Ticks % length.Ticks);
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static bool TryParse(ReadOnlySpan<char> rest, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var any = false;
        foreach (var (unit, length) in Units)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || rest[digits] != unit[0])
            {
                continue;
            }

            // Six digits of days are within the range of a TimeSpan, and nobody means a longer number.
            if (digits > 6)
            {
                return false;
            }

            value += length * int.Parse(rest[..digits], CultureInfo.InvariantCulture);
            rest = rest[(digits + 1)..];
            any = true;
        }

        return any && rest.IsEmpty;
    }
}
