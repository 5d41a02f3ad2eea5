using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>On or off.</summary>
internal sealed class SwitchType : SettingType<bool>
{
    public override string Name => "true or false";

    public override bool TryRead(ConfigNode node, string key, ConfigProblems problems, out bool value)
    {
        var text = node is ConfigScalar { Scalar: ScalarKind.Switch or ScalarKind.Untyped } scalar ? scalar.Text : "";
        value = text == "true";
        if (text is "true" or "false")
        {
            return true;
        }

        problems.Error(node.Origin, key, $"takes true or false, not {node.Kind}", "write it without quotes");
        return false;
    }

    public override JsonNode Show(bool value) => JsonValue.Create(value);

    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

/// <summary>One of a few words.</summary>
internal sealed class ChoiceType<T>(string name, params (string Word, T Value)[] choices) : WrittenType<T>
{
    public override string Name => name;

    protected override string Example => choices[0].Word;

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. choices.Select(c => JsonValue.Create(c.Word))]) };

    protected override bool TryParse(string text, ConfigOrigin origin, out T value, out string message, out string advice)
    {
        var index = Array.FindIndex(choices, c => c.Word == text);
        value = index < 0 ? default! : choices[index].Value;
        message = $"\"{text}\" is not a {name}";
        advice = NearestName.Among(text, choices.Select(c => c.Word)) is { } near
            ? $"did you mean \"{near}\"?"
            : "one of " + string.Join(", ", choices.Select(c => c.Word));
        return index >= 0;
    }

    protected override string Write(T value) => choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Word;
}
