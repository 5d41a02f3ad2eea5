using System.Globalization;

namespace Restante.Client.Load;

/// <summary>How many descriptors this process may open (proc(5), limits): the runtime ends it where there is none left.</summary>
public static class DescriptorLimit
{
    /// <summary>What a run without connections has open, and some to spare.</summary>
    public const int OfRuntime = 128;

    private const string Label = "Max open files";

    /// <summary>Null where it is not known, or there is none.</summary>
    public static long? Read()
    {
        try
        {
            return Parse(File.ReadLines("/proc/self/limits"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The soft limit among the lines of /proc/self/limits.</summary>
    public static long? Parse(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(l => l.StartsWith(Label, StringComparison.Ordinal));
        var words = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
