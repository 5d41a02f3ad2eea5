using Restante.Logs.Findings;

namespace Restante.Cli.Commands.Logs;

/// <summary>What was noticed: what, about whom, what it means, and the lines that show it.</summary>
internal static class FoundView
{
    /// <summary>Of each kind so many; the rest is counted.</summary>
    private const int MostOfAKind = 5;

    public static void Print(TextWriter output, IReadOnlyList<Found> found, string[] files)
    {
        foreach (var kind in found.GroupBy(f => f.Code))
        {
            output.WriteLine();
            output.WriteLine(Terminal.Yellow(kind.Key));
            foreach (var advice in kind.Take(MostOfAKind).GroupBy(f => f.Advice))
            {
                foreach (var one in advice)
                {
                    Wrapped(output, $"{one.About}: {one.What}", "  ", "    ");
                    Wrapped(output, string.Join(", ", one.Evidence.Select(e => $"{files[e.File]}:{e.Line}")), "    ", "    ", Terminal.Dim);
                }

                Wrapped(output, advice.Key, "  → ", "    ");
            }

            if (kind.Count() > MostOfAKind)
            {
                output.WriteLine($"  and {kind.Count() - MostOfAKind} more");
            }
        }
    }

    /// <summary>Words in lines that fit the terminal.</summary>
    public static void Wrapped(TextWriter output, string text, string first, string indent, Func<string, string>? dress = null)
    {
        dress ??= plain => plain;
        var line = first;
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > Terminal.LineLimit && line.Trim().Length > 0)
            {
                output.WriteLine(dress(line.TrimEnd()));
                line = indent;
            }

            line += word + " ";
        }

        output.WriteLine(dress(line.TrimEnd()));
    }
}
