using System.Collections.Concurrent;
using Restante.Logs.Input;

namespace Restante.Cli.Commands.Logs;

/// <summary>
/// A pipe that is followed beside other logs. Opening it waits for a writer and reading it for what he writes; a thread of
/// its own does both, so that here nobody waits: what has not come is not there.
/// </summary>
internal sealed class PumpedStream : ForwardStream
{
    /// <summary>Read ahead, 64 KiB each; more stays in the pipe, where the writer feels it.</summary>
    private const int MostPieces = 4;

    private readonly BlockingCollection<byte[]> _pieces = new(MostPieces);
    private ReadOnlyMemory<byte> _piece;
    private IOException? _fault;

    /// <param name="open">Opens the pipe.</param>
    /// <param name="comesBack">It has a name: when a writer has closed it, another may come.</param>
    public PumpedStream(Func<Stream> open, bool comesBack) =>
        new Thread(() => Pump(open, comesBack)) { IsBackground = true, Name = "pipe" }.Start();

    /// <summary>All was read, and nothing can come any more.</summary>
    public bool IsAtEnd => _piece.IsEmpty && _pieces.IsCompleted;

    public override int Read(Span<byte> buffer)
    {
        if (_piece.IsEmpty)
        {
            if (!_pieces.TryTake(out var next))
            {
                return IsAtEnd && _fault is not null ? throw _fault : 0;
            }

            _piece = next;
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece.Span[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    // The thread may wait in a call that nothing ends but the process's end: neither it nor the pieces are waited for.
    private void Pump(Func<Stream> open, bool comesBack)
    {
        try
        {
            using var pipe = open();
            var piece = new byte[64 * 1024];
            while (true)
            {
                var count = pipe.Read(piece);
                if (count > 0)
                {
                    _pieces.Add(piece[..count]);
                }
                else if (comesBack)
                {
                    // Waits for the next writer, who finds a reader all the while.
                    open().Dispose();
                }
                else
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault = new IOException(e.Message, e);
        }
        finally
        {
            _pieces.CompleteAdding();
        }
    }
}
