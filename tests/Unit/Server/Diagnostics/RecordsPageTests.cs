using System.Reflection;
using Microsoft.Extensions.Logging;
using Restante.Logs.Formats.Own;
using Restante.Server.Diagnostics;

namespace Restante.Unit.Server.Diagnostics;

public sealed class RecordsPageTests
{
    [Fact]
    public void Every_record_has_its_row_in_the_manual_with_its_number_and_is_known_to_the_reader_of_logs()
    {
        var page = File.ReadAllText(Repository.File("docs", "manual", "records.md"));
        var records = typeof(Log).GetMethods().Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();
        Assert.NotEmpty(records);
        Assert.All(records, r => Assert.True(OwnSessions.IsEvent(System.Text.Encoding.ASCII.GetBytes(r.EventName + " ")), $"`restante logs` does not know {r.EventName}"));
        Assert.All(records, r => Assert.Contains(r.EventName == "transcript" ? $"| (transcript) | {r.EventId} |" : $"| `{r.EventName}` | {r.EventId} |", page, StringComparison.Ordinal));
    }
}
