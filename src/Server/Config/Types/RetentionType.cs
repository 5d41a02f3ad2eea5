using System.Globalization;
using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>For how many days mail is kept: <c>never</c> gives none up, <c>30d</c>.</summary>
internal sealed class RetentionType : WrittenType<int?>
{
    private const string Never = "never";

    private const int MostDays = 36_500;

    public override string Name => "number of days";

    protected override string Example => "30d";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^(never|[0-9]{1,5}d)$" };

    protected override bool TryParse(string text, ConfigOrigin origin, out int? value, out string message, out string advice)
    {
        value = null;
        (message, advice) = ($"\"{text}\" is no number of days", $"write never, 0d or up to {MostDays}d");
        if (text == Never)
        {
            return true;
        }

        var isDays = text.EndsWith('d') & int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var days);
        value = days;
        return isDays && days <= MostDays;
    }

    protected override string Write(int? value) => value is { } days ? string.Create(CultureInfo.InvariantCulture, $"{days}d") : Never;
}
