using System.Text.Json.Nodes;

namespace Restante.Server.Config;

/// <summary>The settings as a JSON schema, for editors that complete and check while one types.</summary>
public static class ConfigSchema
{
    public static JsonObject Write()
    {
        var root = Group();
        foreach (var setting in SettingTable.OfServer)
        {
            Place(root, setting.Key, Describe(setting));
        }

        foreach (var array in SettingTable.Arrays)
        {
            var element = Group();
            element["required"] = new JsonArray([.. array.Required.Select(name => JsonValue.Create(name))]);
            foreach (var setting in array.Settings)
            {
                Properties(element)[array.NameOf(setting)] = Describe(setting);
            }

            Place(root, array.Key, new JsonObject { ["type"] = "array", ["minItems"] = array.Empty is null ? 0 : 1, ["items"] = element });
        }

        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "Restante");
        return root;
    }

    private static void Place(JsonObject root, string key, JsonObject schema)
    {
        var segments = key.Split('.');
        var parent = root;
        foreach (var segment in segments[..^1])
        {
            parent = (JsonObject)(Properties(parent)[segment] ??= Group(segment == SettingTable.Tls));
        }

        Properties(parent)[segments[^1]] = schema;
    }

    private static JsonObject Group(bool nullable = false) => new()
    {
        ["type"] = nullable ? new JsonArray("object", "null") : "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(),
    };

    private static JsonObject Properties(JsonObject group) => (JsonObject)group["properties"]!;

    private static JsonObject Describe(Setting setting)
    {
        var schema = setting.Schema();
        schema["description"] = setting.Description;
        if (setting.HasFixedDefault)
        {
            schema["default"] = setting.Default;
        }

        return schema;
    }
}
