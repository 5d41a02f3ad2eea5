namespace Restante.Server.Stores.Memory;

internal sealed class MemoryBody(MemoryMessage message) : IMessageBody
{
    private int _offset;

    public long Octets => message.Octets;

    public bool WireReady => message.WireReady;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var end = Math.Min(message.UnreadableFrom ?? int.MaxValue, message.Content.Length);
        var count = Math.Min(buffer.Length, end - _offset);
        if (count == 0 && end < message.Content.Length && buffer.Length > 0)
        {
            throw new MessageUnavailableException($"message {message.UniqueId} cannot be read from octet {end}");
        }

        message.Content.AsMemory(_offset, count).CopyTo(buffer);
        _offset += count;
        return ValueTask.FromResult(count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
