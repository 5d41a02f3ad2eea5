using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Memory;

/// <summary>One stored message; its faults are set by tests.</summary>
internal sealed class MemoryMessage
{
    public MemoryMessage(ReadOnlySpan<byte> content, string uniqueId)
    {
        var size = default(WireSize);
        size.Add(content);
        Content = content.ToArray();
        UniqueId = uniqueId;
        Octets = size.Octets;
        WireReady = size.WireReady;
    }

    public byte[] Content { get; }

    public string UniqueId { get; }

    public long Octets { get; }

    public bool WireReady { get; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset Arrived { get; set; }

    /// <summary>Reading fails when it comes here; 0 makes opening fail.</summary>
    public int? UnreadableFrom { get; set; }

    /// <summary>Why it cannot be removed; null when it can.</summary>
    public string? KeptBecause { get; set; }
}
