using System.Globalization;
using Restante.Client.Conformance;

namespace Restante.Cli.Commands.Conform;

/// <summary>A report for people: what failed and how, what was left out and why, a line a clause.</summary>
internal static class ConformText
{
    public static void PrintCases(IReadOnlyList<ConformCase> cases)
    {
        foreach (var clause in cases.GroupBy(c => c.Clause).OrderBy(c => c.Key.Order))
        {
            Console.Out.WriteLine(Terminal.Bold(clause.Key.ToString()));
            foreach (var one in clause)
            {
                Console.Out.WriteLine($"  {one.Name}");
                Wrap("      ", one.Title);
            }
        }

        Console.Out.WriteLine(Count(cases.Count, "case"));
    }

    public static void Print(ConformanceReport report)
    {
        foreach (var failed in report.Of(Verdict.Fail))
        {
            PrintFailure(failed);
        }

        PrintReasons("not applicable", report.Of(Verdict.NotApplicable));
        PrintReasons("not tried", report.Of(Verdict.NotTried));
        PrintClauses(report);
        var (passed, failures) = (report.Of(Verdict.Pass).Count(), report.Of(Verdict.Fail).Count());
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Target}: {passed} passed, {failures} failed, {report.Of(Verdict.NotApplicable).Count()} not applicable, {report.Of(Verdict.NotTried).Count()} not tried ({report.Elapsed.TotalSeconds:0.0} s)"));
    }

    private static void PrintFailure(CaseResult failed)
    {
        Console.Out.WriteLine($"{Terminal.Red("fail")} {Terminal.Bold(failed.Case.Name)}");
        Wrap("  clause:  ", $"{string.Join(", ", failed.Case.Clauses)}, {(failed.Case.Level == ClauseLevel.Must ? "MUST" : "SHOULD")}: {failed.Case.Title}");
        Wrap("  seen:    ", failed.Why);
        foreach (var line in failed.Transcript)
        {
            Console.Out.WriteLine("  " + line);
        }

        Console.Out.WriteLine();
    }

    private static void PrintReasons(string verdict, IEnumerable<CaseResult> results)
    {
        foreach (var reason in results.GroupBy(r => r.Why).OrderByDescending(g => g.Count()))
        {
            Wrap($"{verdict}: ", $"{Count(reason.Count(), "case")}, {reason.Key}");
        }
    }

    private static void PrintClauses(ConformanceReport report)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{"clause",-16} {"pass",5} {"fail",5} {"n/a",5} {"not tried",10}");
        foreach (var row in report.Clauses)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{row.Clause,-16} {row.Passed,5} {row.Failed,5} {row.NotApplicable,5} {row.NotTried,10}");
            Console.Out.WriteLine(row.Failed > 0 ? Terminal.Red(line) : line);
        }

        Console.Out.WriteLine();
    }

    private static void Wrap(string label, string text)
    {
        foreach (var line in TextWrap.Lines(text, Math.Max(Math.Min(Terminal.Width, 100) - label.Length, 20)))
        {
            Console.Out.WriteLine(label + line);
            label = new string(' ', label.Length);
        }
    }

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
