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
