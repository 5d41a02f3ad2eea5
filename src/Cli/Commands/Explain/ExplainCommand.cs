using System.CommandLine;
using System.Text.Json.Nodes;
using Restante.Client.Report;
using Restante.Server.Config;

namespace Restante.Cli.Commands.Explain;

/// <summary><c>restante explain</c>: the manual's page of a finding.</summary>
internal static class ExplainCommand
{
    /// <summary>Longer rows are hard to read.</summary>
    private const int WidestPage = 100;

    public static Verb Create()
    {
        var verb = new Verb("explain", "Explain a finding of `restante check`: what it is, and how to mend it",
            "restante explain",
            "restante explain certificate-chain-incomplete",
            "restante explain uidl-changes --json");
        var code = new Argument<string?>("CODE") { HelpName = "CODE", Description = "The finding's; without it all are listed", Arity = ArgumentArity.ZeroOrOne };
        code.CompletionSources.Add(_ => FindingPage.All.Select(p => new System.CommandLine.Completions.CompletionItem(p.Code)));
        verb.Arguments.Add(code);
        var json = JsonOutput.Flag(verb);
        verb.SetAction(parsed =>
        {
            var pages = parsed.GetValue(code) is { } wanted ? [FindingPage.Find(wanted) ?? throw Unknown(wanted)] : FindingPage.All;
            if (parsed.GetValue(json))
            {
                var written = pages.Select(p => (JsonNode)Write(p)).ToArray();
                JsonOutput.Print(parsed.GetValue(code) is null ? new JsonArray(written) : written[0]);
            }
            else if (parsed.GetValue(code) is null)
            {
                PrintList(pages);
            }
            else
            {
                Print(pages[0]);
            }
        });
        return verb;
    }

    private static void PrintList(IReadOnlyList<FindingPage> pages)
    {
        var width = pages.Max(p => p.Code.Length);
        foreach (var page in pages)
        {
            Console.Out.WriteLine($"{page.Code.PadRight(width)}  {FindingCatalogue.Find(page.Code)?.Title}".TrimEnd());
        }
    }

    private static void Print(FindingPage page)
    {
        var kind = FindingCatalogue.Find(page.Code);
        Console.Out.WriteLine(kind is null ? page.Code : $"{page.Code}: {kind.Title}");
        Console.Out.WriteLine();
        foreach (var line in PageText.Lines(page.Text, Math.Min(Terminal.Width - 1, WidestPage)))
        {
            Console.Out.WriteLine(line);
        }

        if (kind is { Reference.Length: > 0 })
        {
            Console.Out.WriteLine($"\n{kind.Reference}");
        }
    }

    private static JsonObject Write(FindingPage page)
    {
        var kind = FindingCatalogue.Find(page.Code);
        return new JsonObject
        {
            ["code"] = page.Code,
            ["severity"] = kind?.Severity.ToString().ToLowerInvariant(),
            ["title"] = kind?.Title,
            ["reference"] = kind?.Reference,
            ["text"] = page.Text,
        };
    }

    private static Failure Unknown(string wanted)
    {
        var codes = FindingPage.All.Select(p => p.Code).ToList();
        var near = codes.Where(c => c.Contains(wanted, StringComparison.OrdinalIgnoreCase) || wanted.Contains(c, StringComparison.OrdinalIgnoreCase))
            .DefaultIfEmpty(NearestName.Among(wanted, codes)).OfType<string>().Take(8).ToList();
        return new Failure(ExitCode.Usage, $"there is no finding \"{wanted}\"", near.Count > 0 ? $"near: {string.Join(", ", near)}" : "`restante explain` lists all");
    }
}
