using System.Globalization;
using System.Text.RegularExpressions;

namespace Restante.Client.Conformance;

/// <summary>Reads files of cases.</summary>
public static partial class CaseFile
{
    private static readonly Dictionary<string, StepKind> Words = new(StringComparer.Ordinal)
    {
        ["CONNECT"] = StepKind.Connect,
        ["LOGIN"] = StepKind.LogIn,
        ["GREETING"] = StepKind.Greeting,
        ["UNLIKE"] = StepKind.Unlike,
        ["NOT"] = StepKind.Not,
        ["DONE"] = StepKind.Done,
        ["TRYTLS"] = StepKind.TryTls,
        ["LINES"] = StepKind.Lines,
        ["COUNT"] = StepKind.Count,
        ["EACH"] = StepKind.Each,
        ["WITH"] = StepKind.With,
        ["WITHOUT"] = StepKind.Without,
        ["DISTINCT"] = StepKind.Distinct,
        ["SUM"] = StepKind.Sum,
        ["OCTETS"] = StepKind.Octets,
        ["KEEP"] = StepKind.Keep,
        ["SAME"] = StepKind.Same,
        ["MESSAGE"] = StepKind.Message,
        ["TOP"] = StepKind.Top,
        ["CRLF"] = StepKind.CrLf,
        ["LENGTH"] = StepKind.Length,
        ["TLS"] = StepKind.Tls,
        ["DROP"] = StepKind.Drop,
        ["QUIT"] = StepKind.Quit,
        ["CLOSED"] = StepKind.Closed,
        ["SILENT"] = StepKind.Silent,
        ["REMAIN"] = StepKind.Remain,
    };

    private static readonly StepKind[] WithText =
    [
        StepKind.Greeting, StepKind.Unlike, StepKind.Not, StepKind.Done, StepKind.Count, StepKind.Each, StepKind.With, StepKind.Without, StepKind.Sum, StepKind.Octets, StepKind.Keep,
        StepKind.Same, StepKind.Message, StepKind.Top, StepKind.Length, StepKind.Remain,
    ];

    /// <exception cref="FormatException">A line is none of the language; it says which.</exception>
    public static IReadOnlyList<ConformCase> Read(string file, string text)
    {
        var cases = new List<ConformCase>();
        var steps = new List<CaseStep>();
        ConformCase? open = null;
        var number = 0;
        foreach (var line in text.Split('\n').Append("== "))
        {
            number++;
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                if (open is not null)
                {
                    cases.Add(Finish(open with { Steps = [.. steps] }, file));
                }

                steps.Clear();
                open = new ConformCase(line[3..].Trim(), "");
            }
            else if (line.Length > 0 && open is null)
            {
                _ = line.StartsWith('#') ? "" : throw Wrong(file, number, "a case begins with == NAME");
            }
            else if (line.Length > 0)
            {
                open = Take(line, open!, steps, file, number);
            }
        }

        return cases;
    }

    private static ConformCase Take(string line, ConformCase open, List<CaseStep> steps, string file, int number)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var rest = space < 0 ? "" : line[(space + 1)..];
        switch (space < 0 ? line : line[..space])
        {
            case "#":
                return open.Title.Length == 0 ? open with { Title = rest } : open;
            case "clause":
                var last = rest.LastIndexOf(' ');
                var level = rest[(last + 1)..] switch
                {
                    "MUST" when last > 0 => ClauseLevel.Must,
                    "SHOULD" when last > 0 => ClauseLevel.Should,
                    _ => throw Wrong(file, number, "a clause ends with MUST or SHOULD"),
                };
                return open with
                {
                    Clauses = [.. rest[..last].Split(", ").Select(c => Clause.Parse(c) ?? throw Wrong(file, number, $"\"{c}\" is no clause: RFC 1939 §5"))],
                    Level = level,
                };
            case "needs":
                return open with { Needs = rest.Split(' ') };
            case "mail":
                return open with { Mail = rest == "none" ? [] : rest.Split(' ') };
            default:
                steps.Add(Step(line) is { } step ? step with { Line = number } : throw Wrong(file, number, $"\"{line}\" is no step"));
                return open;
        }
    }

    /// <summary>A step, or null.</summary>
    private static CaseStep? Step(string line)
    {
        if (Saying().Match(line) is { Success: true } said)
        {
            var speaker = said.Groups[1].Value switch { "C" => StepKind.Send, "R" => StepKind.SendRaw, _ => StepKind.Expect };
            return new CaseStep(0, speaker, Client(said.Groups[2].Value), said.Groups[3].Value);
        }

        return Doing().Match(line) is { Success: true } done && Words.TryGetValue(done.Groups[1].Value, out var kind)
            && WithText.Contains(kind) == done.Groups[3].Success
            ? new CaseStep(0, kind, Client(done.Groups[2].Value), done.Groups[3].Value)
            : null;
    }

    private static ConformCase Finish(ConformCase read, string file) =>
        read.Title.Length == 0 ? throw new FormatException($"{file}: {read.Name} has no title (a line with #)")
        : read.Clauses.Count == 0 ? throw new FormatException($"{file}: {read.Name} cites no clause")
        : read.Steps.Count == 0 ? throw new FormatException($"{file}: {read.Name} has no steps")
        : read;

    private static int Client(string digit) => digit.Length == 0 ? 1 : int.Parse(digit, CultureInfo.InvariantCulture);

    private static FormatException Wrong(string file, int line, string why) => new(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {why}"));

    [GeneratedRegex(@"^([CRS])([2-9]?): ?(.*)$")]
    private static partial Regex Saying();

    [GeneratedRegex(@"^([A-Z]+)([2-9]?)(?: (.+))?$")]
    private static partial Regex Doing();
}
