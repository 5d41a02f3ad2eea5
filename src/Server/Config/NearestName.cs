namespace Restante.Server.Config;

/// <summary>Finds the name that somebody meant.</summary>
public static class NearestName
{
    /// <summary>The closest of the names, or null when none is near enough to be a slip of the pen.</summary>
    public static string? Among(string written, IEnumerable<string> names)
    {
        if (written.Length > 64)
        {
            return null;
        }

        // A third of the letters: "sesions" is "sessions", "users" is not "errors".
        var limit = Math.Max(1, written.Length / 3);
        var (name, distance) = names
            .Select(n => (Name: n, Distance: Distance(written.ToLowerInvariant(), n.ToLowerInvariant())))
            .DefaultIfEmpty((Name: "", Distance: int.MaxValue))
            .MinBy(n => n.Distance);
        return distance <= limit ? name : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
