using System.Text.Json.Nodes;
using Restante.Server.Config;

namespace Restante.Unit.Server.Config;

public sealed class SettingTableTests
{
    [Fact]
    public void Every_setting_is_named_once_and_described()
    {
        Assert.Equal(SettingTable.All.Count, SettingTable.All.Select(s => s.Key).Distinct().Count());
        Assert.All(SettingTable.All, s => Assert.False(string.IsNullOrWhiteSpace(s.Description) || s.Description.EndsWith('.')));
    }

    [Fact]
    public void The_schema_describes_every_setting_and_no_other()
    {
        var found = new List<string>();
        Collect(ConfigSchema.Write(), "", found);

        Assert.Equal(SettingTable.All.Select(s => s.Key).Order(), found.Order());
    }

    [Fact]
    public void The_manual_describes_every_setting_and_no_other_with_its_default()
    {
        var manual = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "manual", "configuration.md"));
        var rows = manual.Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToList();

        Assert.Equal(SettingTable.All.Select(s => s.Key), rows.Select(r => r[1].Trim('`')));
        foreach (var (setting, row) in SettingTable.All.Zip(rows))
        {
            Assert.True(row[3].Contains($"`{setting.Default.ToJsonString()}`", StringComparison.Ordinal) || row[3].Contains('*', StringComparison.Ordinal),
                $"{setting.Key}: the manual says {row[3]}, the table {setting.Default.ToJsonString()}");
        }
    }

    private static void Collect(JsonObject group, string prefix, List<string> keys)
    {
        foreach (var (name, node) in (JsonObject)group["properties"]!)
        {
            var value = (JsonObject)node!;
            if (value.ContainsKey("properties"))
            {
                Collect(value, $"{prefix}{name}.", keys);
            }
            else if (value["items"] is JsonObject items && items.ContainsKey("properties"))
            {
                Collect(items, $"{prefix}{name}[].", keys);
            }
            else
            {
                keys.Add(prefix + name);
            }
        }
    }
}
