using System.Globalization;
using Restante.Client.Report;
using Restante.Client.Wire;

namespace Restante.Cli.Commands.Check;

/// <summary>A report for people: a line a step as it happens, then the findings, worst first.</summary>
internal static class CheckText
{
    /// <summary>So much of the transcript stands below the findings; <c>--transcript</c> has all.</summary>
    private const int TranscriptLines = 40;

    /// <summary>Longer lines are hard to read.</summary>
    private const int WidestText = 100;

    public static void PrintStep(Step step)
    {
        foreach (var line in StepLines(step, Terminal.TextWidth))
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>A line, or where that is longer than <paramref name="width"/> some: what was seen stands below what was done.</summary>
    public static IEnumerable<string> StepLines(Step step, int width)
    {
        var took = string.Create(CultureInfo.InvariantCulture, $"{step.Elapsed.TotalMilliseconds,7:0} ms");
        var first = $"{(step.Ok ? "ok  " : Terminal.Red("fail"))} {took}  ";
        var indent = new string(' ', "fail".Length + 1 + took.Length + 2);
        if (step.Detail.Length == 0 || indent.Length + step.Name.Length + 2 + step.Detail.Length <= width)
        {
            yield return $"{first}{step.Name}{(step.Detail.Length > 0 ? Terminal.Dim("  " + step.Detail) : "")}";
            yield break;
        }

        foreach (var line in TextWrap.Lines(step.Name, width - indent.Length))
        {
            yield return first + line;
            first = indent;
        }

        foreach (var line in TextWrap.Lines(step.Detail, width - indent.Length - 2))
        {
            yield return $"{indent}  {Terminal.Dim(line)}";
        }
    }

    public static void PrintFindings(CheckReport report, Transcript transcript)
    {
        Console.Out.WriteLine();
        if (report.CouldNotFindOut is { } why)
        {
            Terminal.Complain(why);
            return;
        }

        foreach (var finding in report.Findings)
        {
            Print(finding);
        }

        var errors = report.Findings.Count(f => f.Severity == Severity.Error);
        var warnings = report.Findings.Count(f => f.Severity == Severity.Warning);
        Console.Out.WriteLine(errors + warnings == 0 ? $"{report.Target}: nothing wrong" : $"{report.Target}: {Count(errors, "error")}, {Count(warnings, "warning")}");
        if (errors + warnings > 0)
        {
            PrintForAdministrator(report, transcript);
        }
    }

    private static void Print(Finding finding)
    {
        var label = finding.Severity switch
        {
            Severity.Error => Terminal.Red("error"),
            Severity.Warning => Terminal.Yellow("warning"),
            _ => "note",
        };
        var title = label;
        foreach (var line in TextWrap.Lines($"{finding.Code}: {finding.Kind.Title}", Terminal.TextWidth - "warning ".Length))
        {
            Console.Out.WriteLine($"{title} {line}");
            title = "       ";
        }

        foreach (var seen in finding.Seen)
        {
            PrintWrapped("  seen:    ", seen);
        }

        PrintWrapped("  means:   ", finding.Meaning);
        PrintWrapped("  to do:   ", finding.Advice);
        if (finding.Kind.Reference.Length > 0)
        {
            PrintWrapped("  see:     ", $"{finding.Kind.Reference}; `restante explain {finding.Code}`");
        }

        Console.Out.WriteLine();
    }

    private static void PrintForAdministrator(CheckReport report, Transcript transcript)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine("What to tell the administrator:");
        foreach (var finding in report.Findings.Where(f => f.Severity > Severity.Info))
        {
            PrintWrapped("  - ", $"{finding.Kind.Title} ({finding.Code}): {finding.SeenText}");
        }

        var lines = transcript.Lines;
        if (lines.Count == 0)
        {
            return;
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine("What was said (seconds, connection; secrets blanked):");
        foreach (var line in lines.Take(TranscriptLines))
        {
            Console.Out.WriteLine("  " + line);
        }

        if (lines.Count > TranscriptLines)
        {
            Console.Out.WriteLine($"  … {lines.Count - TranscriptLines} more lines: --transcript FILE writes all");
        }
    }

    private static void PrintWrapped(string label, string text)
    {
        var width = Math.Min(Terminal.Width, WidestText) - label.Length;
        var indent = label;
        foreach (var line in TextWrap.Lines(text, width))
        {
            Console.Out.WriteLine(indent + line);
            indent = new string(' ', label.Length);
        }
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
