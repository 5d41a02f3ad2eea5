using System.Buffers;

namespace Restante.Server.Stores.Maildir;

/// <summary>A small message that was read whole as it was opened. A thread uses the object again, message after message.</summary>
internal sealed class CachedBody : IMessageBody
{
    /// <summary>Up to so many octets: what is read without waiting is also copied, and somebody else waits for this thread.</summary>
    public const int Longest = 48 * 1024;

    [ThreadStatic]
    private static CachedBody? _spare;

    private byte[]? _octets;
    private Measurement _sizes;
    private int _offset;

    public long Octets => _sizes.Octets;

    public bool WireReady => _sizes.Flags.HasFlag(MessageFlags.WireReady);

    public ReadOnlyMemory<byte> Held => _octets.AsMemory(0, (int)_sizes.FileSize);

    /// <param name="octets">Rented; the body returns it.</param>
    /// <param name="sizes">As many octets are in it as the file has.</param>
    public static CachedBody Of(byte[] octets, in Measurement sizes)
    {
        var body = _spare ?? new CachedBody();
        _spare = null;
        (body._octets, body._sizes, body._offset) = (octets, sizes, 0);
        return body;
    }

    public void Skip(long octets) => _offset += (int)octets;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var rest = Held[_offset..];
        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        _offset += count;
        return ValueTask.FromResult(count);
    }

    public ValueTask DisposeAsync()
    {
        if (_octets is { } octets)
        {
            _octets = null;
            ArrayPool<byte>.Shared.Return(octets);
            _spare = this;
        }

        return ValueTask.CompletedTask;
    }
}
