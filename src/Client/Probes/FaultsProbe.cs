using Restante.Client.Report;
using Restante.Client.Report.Catalogue;
using Restante.Client.Wire;

namespace Restante.Client.Probes;

/// <summary>What the replies of all connections broke, told once. The last of all probes.</summary>
public sealed class FaultsProbe : IProbe
{
    // Behind a message that ends too early its rest comes as replies: these name the cause.
    private static readonly string[] MessageFaults = ["not-dot-stuffed", "size-mismatch", "message-truncated", "top-wrong"];

    public Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        var faults = examination.Faults;
        var report = examination.Report;
        Report(faults, f => f.BareLf, ReplyFindings.BareLf, report);
        Report(faults, f => f.TooLong, ReplyFindings.LineTooLong, report);
        Report(faults, f => f.UnknownCode, ReplyFindings.CodeUnknown, report);
        Report(faults, f => f.Unasked, ReplyFindings.Unasked, report);
        if (!report.Findings.Any(f => MessageFaults.Contains(f.Code, StringComparer.Ordinal)))
        {
            Report(faults, f => f.BehindMessage is { } seen ? $"behind a message: {seen}" : null, ReplyFindings.Unasked, report);
        }

        ReportLogins(examination);

        // A line too many that reads like nothing may have been taken for a reply before it was known: one cause.
        var isFollowUp = report.Has(ReplyFindings.Unasked) || report.Has(ReplyFindings.NotDotStuffed) || report.Has(ReplyFindings.PipeliningBroken);
        if (!isFollowUp)
        {
            Report(faults, f => f.BadReply, ReplyFindings.BadReply, report);
        }

        return Task.CompletedTask;
    }

    /// <summary>Logins that fail now and then: machines that nothing tells apart, one of which refuses.</summary>
    private static void ReportLogins(Examination examination)
    {
        var (worked, missed) = examination.Logins;
        if (missed.Count > 0 && !examination.Report.Has(FleetFindings.MachineFails))
        {
            examination.Report.Add(FleetFindings.MachineFails,
                $"{missed.Count} of {worked + missed.Count} logins fail and the next one works: {missed.GroupBy(m => m, StringComparer.Ordinal).OrderByDescending(g => g.Count()).First().Key}",
                "The same name and password are refused now and then. One of several machines behind the address, or a server in a moment of trouble: these cannot be told apart from here.",
                severity: missed.Count > 1 ? null : Severity.Warning);
        }
    }

    private static void Report(IReadOnlyList<WireFaults> faults, Func<WireFaults, string?> example, FindingKind kind, CheckReport report)
    {
        foreach (var seen in faults.Select(example).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            report.Add(kind, seen);
        }
    }
}
