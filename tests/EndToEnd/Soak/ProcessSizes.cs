namespace Restante.EndToEnd.Soak;

/// <summary>What a process holds, over time.</summary>
internal sealed class ProcessSizes(int processId)
{
    // A collector that was not in a hurry yet, sessions that happen to be open: generous, and small beside a leak.
    private const double MemoryFactor = 1.4;
    private const long MemorySpare = 48L << 20;
    private const int DescriptorSpare = 40;

    private readonly List<Sizes> _taken = [];

    public Sizes AtStart => _taken[0];

    public bool IsFlat
    {
        get
        {
            var (middle, last) = (Third(1), Third(2));
            return last.Memory <= (middle.Memory * MemoryFactor) + MemorySpare && last.Descriptors <= middle.Descriptors + DescriptorSpare;
        }
    }

    public void Take() => _taken.Add(Now());

    public Sizes Now()
    {
        var resident = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new Sizes(
            long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) * 1024,
            Directory.GetFiles($"/proc/{processId}/fd").Length);
    }

    public override string ToString()
    {
        var (first, middle, last) = (Third(0), Third(1), Third(2));
        return $"memory by thirds {first.Memory >> 20}, {middle.Memory >> 20}, {last.Memory >> 20} MiB, descriptors {first.Descriptors}, {middle.Descriptors}, {last.Descriptors}";
    }

    private Sizes Third(int third)
    {
        var part = _taken.Skip(_taken.Count * third / 3).Take(Math.Max(1, _taken.Count / 3)).ToList();
        return new Sizes((long)part.Average(s => s.Memory), (int)part.Average(s => s.Descriptors));
    }
}

/// <param name="Memory">Resident octets.</param>
/// <param name="Descriptors">Open files, sockets and pipes.</param>
internal sealed record Sizes(long Memory, int Descriptors);
