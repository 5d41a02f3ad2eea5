using System.Buffers;
using System.IO.Pipelines;

namespace Restante.Server.Transport;

/// <summary>
/// A pair of pipes as the one stream that SslStream wants. Its records, of 16 KiB each, are gathered until it flushes:
/// a write to the socket for each would cost more than enciphering it.
/// </summary>
public sealed class DuplexPipeStream(IDuplexPipe pipes) : Stream
{
    private const long MostGathered = 1 << 20;

    private readonly Stream _input = pipes.Input.AsStream(leaveOpen: true);
    private long _gathered;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _input.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _input.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        pipes.Output.Write(buffer.Span);
        _gathered += buffer.Length;
        return _gathered < MostGathered ? ValueTask.CompletedTask : Send(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _gathered == 0 ? Task.CompletedTask : Send(cancellationToken).AsTask();

    // SslStream's asynchronous calls never come here.
    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private ValueTask Send(CancellationToken cancellation)
    {
        _gathered = 0;
        var flush = pipes.Output.FlushAsync(cancellation);
        if (!flush.IsCompletedSuccessfully)
        {
            return Sent(flush);
        }

        Check(flush.Result);
        return ValueTask.CompletedTask;
    }

    private static async ValueTask Sent(ValueTask<FlushResult> flush) => Check(await flush);

    private static void Check(FlushResult flush)
    {
        if (flush.IsCompleted || flush.IsCanceled)
        {
            throw new IOException("the client is gone");
        }
    }
}
