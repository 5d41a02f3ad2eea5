using System.Globalization;
using Restante.Client.Report;

namespace Restante.Cli.Commands.Check;

/// <summary>A report as monitoring plug-ins print it: <c>POP3 CRITICAL - what | 'label'=valueUNIT …</c>.</summary>
internal static class NagiosLine
{
    private static readonly string[] Words = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];

    public static string Write(CheckReport report)
    {
        var findings = report.Findings;
        var what = report.CouldNotFindOut
            ?? (report.Exit == 0 ? $"{report.Target}: nothing wrong"
                : string.Join("; ", findings.Where(f => f.Severity > Severity.Info).Select(f => $"{f.Code}: {f.Seen[0]}")));
        var seconds = report.Steps.Sum(s => s.Elapsed.TotalSeconds);
        var errors = findings.Count(f => f.Severity == Severity.Error);
        var warnings = findings.Count(f => f.Severity == Severity.Warning);

        // A bar begins the performance data: none may stand in the text.
        return string.Create(CultureInfo.InvariantCulture,
            $"POP3 {Words[report.Exit]} - {what.Replace('|', '/')} | time={seconds:0.000}s errors={errors} warnings={warnings}");
    }
}
