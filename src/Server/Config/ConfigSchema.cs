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
            var segments = setting.Key.Split('.');
            var parent = root;
            foreach (var segment in segments[..^1])
            {
                parent = (JsonObject)(Properties(parent)[segment] ??= Group(segment == SettingTable.Tls));
            }

            Properties(parent)[segments[^1]] = Describe(setting);
        }

        var listener = Group();
        listener["required"] = new JsonArray("protocol", "address");
        foreach (var setting in SettingTable.OfListen)
        {
            Properties(listener)[setting.Key[(setting.Key.LastIndexOf('.') + 1)..]] = Describe(setting);
        }

        Properties(root)[SettingTable.Listen] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = listener };
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "Restante");
        return root;
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
