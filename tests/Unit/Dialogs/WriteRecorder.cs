using System.IO.Pipelines;
using System.Text;

namespace Restante.Unit.Dialogs;

/// <summary>Passes on what the server writes and remembers where one write ended and the next began.</summary>
internal sealed class WriteRecorder(PipeWriter inner) : PipeWriter
{
    private readonly List<string> _writes = [];
    private readonly StringBuilder _current = new();
    private Memory<byte> _given;

    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_writes)
            {
                return [.. _writes];
            }
        }
    }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _given = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _current.Append(Encoding.Latin1.GetString(_given.Span[..bytes]));
        inner.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        lock (_writes)
        {
            _writes.Add(_current.ToString());
        }

        _current.Clear();
        return inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
