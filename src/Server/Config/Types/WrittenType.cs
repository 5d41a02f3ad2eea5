using System.Text.Json.Nodes;

namespace Restante.Server.Config.Types;

/// <summary>A value that stands in the file as a JSON string.</summary>
internal abstract class WrittenType<T> : SettingType<T>
{
    /// <summary>An example of how to write it.</summary>
    protected abstract string Example { get; }

    public sealed override bool TryRead(ConfigNode node, string key, ConfigProblems problems, out T value)
    {
        if (node is not ConfigScalar { Scalar: ScalarKind.Text or ScalarKind.Untyped } scalar)
        {
            value = default!;
            problems.Error(node.Origin, key, $"takes a {Name} in quotes, not {node.Kind}", $"write \"{Example}\"");
            return false;
        }

        if (!TryParse(scalar.Text, node.Origin, out value, out var message, out var advice))
        {
            problems.Error(node.Origin, key, message, advice);
            return false;
        }

        return true;
    }

    public sealed override JsonNode Show(T value) => JsonValue.Create(Write(value));

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected abstract bool TryParse(string text, ConfigOrigin origin, out T value, out string message, out string advice);

    protected abstract string Write(T value);
}
