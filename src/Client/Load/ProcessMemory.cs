using System.Globalization;

namespace Restante.Client.Load;

/// <summary>
/// How much memory a server takes: the proportional set size of a process and all that descend from it, so that what they
/// share counts once (proc(5), smaps_rollup).
/// </summary>
public static class ProcessMemory
{
    private const string Proc = "/proc";

    /// <summary>Octets.</summary>
    /// <exception cref="IOException">There is no such process, or no Linux.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public static long Read(int process)
    {
        var parents = Directory.EnumerateDirectories(Proc)
            .Select(d => int.TryParse(Path.GetFileName(d.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: ParentOf(id)))
            .ToLookup(p => p.Parent, p => p.Id);
        var sum = PssOf(process);
        var waiting = new Stack<int>(parents[process]);
        while (waiting.TryPop(out var id))
        {
            try
            {
                sum += PssOf(id);
            }
            catch (IOException)
            {
                // It ended meanwhile.
                continue;
            }

            foreach (var child in parents[id])
            {
                waiting.Push(child);
            }
        }

        return sum;
    }

    private static int ParentOf(int process)
    {
        try
        {
            // pid (name) state ppid: the name may hold anything, so what follows is looked for from the end.
            var text = File.ReadAllText($"{Proc}/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long PssOf(int process)
    {
        foreach (var line in File.ReadLines($"{Proc}/{process}/smaps_rollup"))
        {
            if (line.StartsWith("Pss:", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(4, line.IndexOf("kB", StringComparison.Ordinal) - 4).Trim(), CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new IOException($"process {process} shows no memory");
    }
}
