using System.IO.Pipelines;
using System.Threading.Channels;

namespace Restante.Unit.Fakes;

/// <summary>Stands before a pipe's writer and keeps what each flush hands over: what a socket would send in one write.</summary>
public sealed class FlushRecorder(PipeWriter writer) : PipeWriter
{
    private readonly Channel<byte[]> _flushes = Channel.CreateUnbounded<byte[]>();
    private readonly List<byte> _written = [];
    private Memory<byte> _last;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => writer.UnflushedBytes;

    /// <summary>Waits for the next flush.</summary>
    public ValueTask<byte[]> NextAsync(CancellationToken cancellation = default) => _flushes.Reader.ReadAsync(cancellation);

    /// <summary>Flushes that nobody has asked for yet.</summary>
    public int Count => _flushes.Reader.Count;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _last = writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _written.AddRange(_last.Span[..bytes]);
        writer.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _flushes.Writer.TryWrite([.. _written]);
        _written.Clear();
        return writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => writer.Complete(exception);
}
