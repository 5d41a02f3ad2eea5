namespace Restante.Cli.Commands.Explain;

/// <summary>A page of the manual on a terminal: paragraphs broken to its width, examples as they are.</summary>
internal static class PageText
{
    private const string Bold = "**";

    /// <param name="text">Paragraphs, and examples indented by four.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var paragraph = "";
        foreach (var line in text.Split('\n').Append(""))
        {
            var isExample = line.StartsWith("    ", StringComparison.Ordinal);
            if (line.Length > 0 && !isExample)
            {
                paragraph += paragraph.Length == 0 ? line : " " + line;
                continue;
            }

            if (paragraph.Length > 0)
            {
                foreach (var row in TextWrap.Lines(paragraph, width))
                {
                    yield return Plain(row);
                }

                yield return "";
                paragraph = "";
            }

            if (isExample)
            {
                yield return line;
            }
        }
    }

    /// <summary>Each paragraph begins with its title between two pairs of stars; elsewhere there are none.</summary>
    private static string Plain(string row)
    {
        var end = row.StartsWith(Bold, StringComparison.Ordinal) ? row.IndexOf(Bold, Bold.Length, StringComparison.Ordinal) : -1;
        return end < 0 ? row : Terminal.Bold(row[Bold.Length..end]) + row[(end + Bold.Length)..];
    }
}
