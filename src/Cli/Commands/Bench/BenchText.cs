using System.Globalization;
using Restante.Client.Load;

namespace Restante.Cli.Commands.Bench;

/// <summary>What a run measured, for people.</summary>
internal static class BenchText
{
    public static void Print(LoadOptions options, LoadResult result)
    {
        var output = Console.Out;
        output.WriteLine(Line($"{NameOf(options.Profile)} at {options.Way}: {options.Connections} connections, {result.Measured.TotalSeconds:0.0} s measured"));
        output.WriteLine(Line($"  {result.Sessions,12:N0} sessions   {result.SessionsASecond,12:N1} a second"));
        output.WriteLine(Line($"  {result.Mails,12:N0} messages   {result.MailsASecond,12:N1} a second"));
        output.WriteLine(Line($"  {result.Octets / 1e6,12:N1} MB         {result.MegabytesASecond,12:N1} a second"));
        if (result.Held is { } held)
        {
            PrintHeld(output, options, result, held);
        }

        if (result.Times.Count > 0)
        {
            output.WriteLine();
            // 80 columns, up to ten million of anything.
            output.WriteLine(Terminal.Dim("  ms            mean       p50       p90       p99     p99.9   longest     count"));
        }

        foreach (var (step, times) in result.Times)
        {
            output.WriteLine(Line($"  {NameOf(step),-8} {Ms(times.Mean)} {Ms(times.Percentile(0.5))} {Ms(times.Percentile(0.9))} {Ms(times.Percentile(0.99))} {Ms(times.Percentile(0.999))} {Ms(times.Longest)} {times.Count,9:N0}"));
        }

        output.WriteLine();
        output.WriteLine(result.Errors.Count == 0 ? "no errors" : Terminal.Red("errors:"));
        foreach (var (reason, count) in result.Errors)
        {
            output.WriteLine(Line($"  {count,12:N0}  {reason}"));
        }
    }

    /// <summary>As it is typed, and as JSON has it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void PrintHeld(TextWriter output, LoadOptions options, LoadResult result, HeldSessions held)
    {
        output.WriteLine(Line($"  {held.Opened,12:N0} of {options.Connections:N0} held, open after {held.Opening.TotalSeconds:0.0} s{(result.IsCutShort ? "" : $"; {held.Alive:N0} answered at the end")}"));
        if (held is { MemoryBefore: { } before, MemoryAfter: { } after, MemoryEach: { } each })
        {
            output.WriteLine(Line($"  {each / 1000,12:N1} kB of the server's memory each ({before / 1e6:N1} MB before, {after / 1e6:N1} MB with them)"));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Ms(double nanoseconds) => (nanoseconds / 1e6).ToString("N3", CultureInfo.InvariantCulture).PadLeft(9);
}
