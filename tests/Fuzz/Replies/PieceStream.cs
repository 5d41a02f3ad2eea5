namespace Restante.Fuzz.Replies;

/// <summary>Gives its octets in pieces of a size; as a connection it says them whatever it is asked, and closes.</summary>
public sealed class PieceStream(byte[] octets, int piece) : MemoryStream(octets, writable: false)
{
    public override bool CanWrite => true;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}
