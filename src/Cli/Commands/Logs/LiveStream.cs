using Restante.Logs.Input;

namespace Restante.Cli.Commands.Logs;

/// <summary>
/// Standard input or a named pipe: it may be silent for hours. While it is, what is known is shown, and Control-C is heard,
/// which would not wake up a reading thread. Then it is at its end.
/// </summary>
/// <param name="open">Opens it; of a named pipe that too waits.</param>
/// <param name="idle">Called, by the thread that reads, each time when nothing comes for a moment.</param>
/// <param name="stop">Ends it.</param>
internal sealed class LiveStream(Func<Stream> open, Action idle, CancellationToken stop) : ForwardStream
{
    private const int Moment = 100;

    private readonly byte[] _piece = new byte[64 * 1024];
    private Stream? _inner;

    public override int Read(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _piece.Length);
        var reading = Task.Run(() => (_inner ??= open()).Read(_piece, 0, length), CancellationToken.None);
        try
        {
            if (!reading.Wait(Moment, stop))
            {
                idle();
                reading.Wait(stop);
            }

            _piece.AsSpan(0, reading.Result).CopyTo(buffer);
            return reading.Result;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (AggregateException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new IOException(e.InnerException.Message, e.InnerException);
        }
    }

    // What waits in a read is left to the process's end: disposing would wait for it.
    protected override void Dispose(bool disposing)
    {
        if (disposing && !stop.IsCancellationRequested)
        {
            _inner?.Dispose();
        }

        base.Dispose(disposing);
    }
}
