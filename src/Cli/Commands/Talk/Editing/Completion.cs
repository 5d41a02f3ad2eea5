namespace Restante.Cli.Commands.Talk.Editing;

/// <summary>What Tab makes of a line.</summary>
/// <param name="Text">The line, as far as it is certain.</param>
/// <param name="Choices">More than one where it is not.</param>
internal sealed record Completion(string Text, IReadOnlyList<string> Choices)
{
    /// <param name="text">Up to the cursor.</param>
    /// <param name="lines">All that can be said, whole: <c>AUTH PLAIN</c> for one; with a blank behind what needs more.</param>
    public static Completion Of(string text, IEnumerable<string> lines)
    {
        var fitting = lines.Where(l => l.StartsWith(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return fitting.Count switch
        {
            0 => new Completion(text, []),
            1 => new Completion(fitting[0], []),
            _ => Common(fitting) is var common && common.Length > text.Length ? new Completion(common, fitting) : new Completion(text, fitting),
        };
    }

    private static string Common(List<string> lines)
    {
        var length = lines[0].Length;
        foreach (var line in lines)
        {
            var same = 0;
            while (same < Math.Min(length, line.Length) && line[same] == lines[0][same])
            {
                same++;
            }

            length = same;
        }

        return lines[0][..length];
    }
}
