using System.Text.Json.Nodes;
using Restante.Client.Load;

namespace Restante.Cli.Commands.Bench;

/// <summary>What a run measured, for programs. The keys are stable; docs/manual/bench.md has them.</summary>
internal static class BenchJson
{
    public static JsonObject Write(LoadOptions options, LoadResult result) => new()
    {
        ["target"] = options.Way.Place,
        ["tls"] = options.Way.Channel switch { Client.Channel.Implicit => "implicit", Client.Channel.StartTls => "starttls", _ => "none" },
        ["profile"] = BenchText.NameOf(options.Profile),
        ["connections"] = options.Connections,
        ["users"] = options.Users.Count,
        ["retr"] = options.Retr,
        ["inFlight"] = options.InFlight,
        ["rate"] = options.Rate,
        ["seconds"] = Math.Round(result.Measured.TotalSeconds, 3),
        ["complete"] = !result.IsCutShort,
        ["sessions"] = result.Sessions,
        ["mails"] = result.Mails,
        ["octets"] = result.Octets,
        ["sessionsPerSecond"] = Math.Round(result.SessionsASecond, 2),
        ["mailsPerSecond"] = Math.Round(result.MailsASecond, 2),
        ["megabytesPerSecond"] = Math.Round(result.MegabytesASecond, 3),
        ["errors"] = new JsonObject(result.Errors.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Key, e.Value))),
        ["milliseconds"] = new JsonObject(result.Times.Select(t => KeyValuePair.Create<string, JsonNode?>(BenchText.NameOf(t.Key), Write(t.Value)))),
        ["idle"] = result.Held is { } held ? Write(held) : null,
    };

    private static JsonObject Write(LatencyHistogram times) => new()
    {
        ["count"] = times.Count,
        ["mean"] = Ms(times.Mean),
        ["p50"] = Ms(times.Percentile(0.5)),
        ["p75"] = Ms(times.Percentile(0.75)),
        ["p90"] = Ms(times.Percentile(0.9)),
        ["p99"] = Ms(times.Percentile(0.99)),
        ["p999"] = Ms(times.Percentile(0.999)),
        ["max"] = Ms(times.Longest),
    };

    private static JsonObject Write(HeldSessions held) => new()
    {
        ["opened"] = held.Opened,
        ["alive"] = held.Alive,
        ["openingSeconds"] = Math.Round(held.Opening.TotalSeconds, 3),
        ["memoryBefore"] = held.MemoryBefore,
        ["memoryAfter"] = held.MemoryAfter,
        ["memoryEach"] = held.MemoryEach is { } each ? Math.Round(each) : null,
    };

    private static double Ms(double nanoseconds) => Math.Round(nanoseconds / 1e6, 4);
}
