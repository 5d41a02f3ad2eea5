using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>How many.</summary>
internal sealed class CountType(int min, int max) : SettingType<int>
{
    public override string Name => "number";

    public override bool TryRead(ConfigNode node, string key, ConfigProblems problems, out int value)
    {
        value = 0;
        if (node is not ConfigScalar { Scalar: ScalarKind.Number or ScalarKind.Untyped } scalar)
        {
            problems.Error(node.Origin, key, $"takes a number, not {node.Kind}", "write it without quotes");
            return false;
        }

        // BigInteger, so that a number of any length is out of range and not malformed.
        if (!BigInteger.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            problems.Error(node.Origin, key, $"\"{scalar.Text}\" is not a whole number", "write digits only");
            return false;
        }

        if (number < min || number > max)
        {
            problems.Error(node.Origin, key, $"{scalar.Text} is out of range", $"from {min} to {max}");
            return false;
        }

        value = (int)number;
        return true;
    }

    public override JsonNode Show(int value) => JsonValue.Create(value);

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };
}

/// <summary>Octets, in powers of 1024.</summary>
internal sealed class SizeType(long min, long max) : WrittenType<long>
{
    private static readonly (string Unit, long Octets)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    public override string Name => "size";

    protected override string Example => "4MiB";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[0-9]+(GiB|MiB|KiB|B)$" };

    protected override bool TryParse(string text, ConfigOrigin origin, out long value, out string message, out string advice)
    {
        value = 0;
        (message, advice) = ($"\"{text}\" is not a size", "write 64KiB, 4MiB or 1GiB");
        var (unit, octets) = Array.Find(Units, u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (unit is null || !BigInteger.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        (message, advice) = ($"{text} is out of range", $"from {Write(min)} to {Write(max)}");
        if (number * octets < min || number * octets > max)
        {
            return false;
        }

        value = (long)number * octets;
        return true;
    }

    protected override string Write(long value)
    {
        var (unit, octets) = Array.Find(Units, u => value % u.Octets == 0);
        return $"{value / octets}{unit}";
    }
}
