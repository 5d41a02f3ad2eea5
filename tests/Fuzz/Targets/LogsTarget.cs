using System.Buffers;
using System.Text;
using Restante.Logs;
using Restante.Logs.Findings;
using Restante.Logs.Input;
using Restante.Logs.Sessions;

namespace Restante.Fuzz.Targets;

/// <summary>
/// Logs of all formats, mixed and damaged: no reader throws, every line is counted once, the same whatever the pieces it
/// comes in, and no password comes out.
/// </summary>
public sealed class LogsTarget : FuzzTarget
{
    public override string Name => "logs";

    public override byte[] Make(Random random)
    {
        var text = new StringBuilder();
        for (var lines = random.Next(1, 40); lines > 0; lines--)
        {
            var line = LogTemplates.All[random.Next(LogTemplates.All.Count)].Replace("{n}", random.Next(4).ToString()).Replace("{s}", random.Next(10, 60).ToString());
            text.Append(random.Next(12) == 0 ? line[..random.Next(line.Length)] : line).Append(random.Next(20) == 0 ? "\r\n" : "\n");
        }

        var octets = Encoding.UTF8.GetBytes(text.ToString());
        for (var damage = random.Next(3) == 0 ? random.Next(1, 20) : 0; damage > 0; damage--)
        {
            // Line ends stay: two lines glued together may show a password of the second as a word of the first.
            ref var octet = ref octets[random.Next(octets.Length)];
            octet = octet == '\n' ? octet : (byte)random.Next(256);
        }

        return octets;
    }

    public override void Check(byte[] input)
    {
        var whole = Read(input, int.MaxValue);
        Agree(whole, Read(input, 3), "what comes out in pieces of three");
        Holds(!whole.Contains(LogTemplates.Canary, StringComparison.Ordinal), "a password comes out");
        Holds(!whole.Any(c => char.IsControl(c) && c != '\n'), "a control character comes out");
    }

    private static string Read(byte[] input, int piece)
    {
        var (lines, findings, output) = (0L, new FindingTable(), new ArrayBufferWriter<byte>());
        using var json = new SessionJson(["log"]);
        var steps = new StringBuilder();
        var source = new LogSource("log", new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), () => new SlowStream(input, piece));
        using var reading = new LogReading([source], new LogReadingOptions { KeepsSteps = _ => true, MostOpen = 8 }, session =>
        {
            lines += session.Lines;
            findings.Look(session);
            json.Write(output, session);
            foreach (var step in session.Steps)
            {
                steps.Append(step.Text).Append('\n');
            }
        });
        reading.Run(CancellationToken.None);
        Agree(reading.Lines, reading.InSessions + reading.Known + reading.Other + reading.Unread, "lines");
        Agree(reading.InSessions, lines, "lines of sessions");
        foreach (var found in findings.Found())
        {
            steps.Append(found.About).Append(' ').Append(found.What).Append('\n');
        }

        return Encoding.UTF8.GetString(output.WrittenSpan) + steps;
    }

    private sealed class SlowStream(byte[] octets, int piece) : MemoryStream(octets)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);
    }
}
