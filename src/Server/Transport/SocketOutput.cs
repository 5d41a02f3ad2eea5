using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Restante.Server.Transport;

/// <summary>
/// What goes to a client: a flush is a write of the system, on the thread that flushes, and is over when the system has
/// taken all of it. Between flushes no buffer is held.
/// </summary>
internal sealed class SocketOutput(Socket socket, SocketInput input) : PipeWriter
{
    // A status line and a small message: most replies need one buffer, once.
    private const int UsualLength = 16_384;

    private byte[]? _buffer;
    private int _written;
    private int _likely = UsualLength;
    private bool _gone;
    private bool _completed;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _likely));
        }
        else if (_buffer.Length < needed)
        {
            var small = _buffer;
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(needed, small.Length * 2));
            small.AsSpan(0, _written).CopyTo(_buffer);
            ArrayPool<byte>.Shared.Return(small);
        }

        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _written += bytes;

    /// <summary>
    /// Completed: the client is gone. So it is where a flush that waits is called off: nobody knows how much of it went out, and
    /// nothing can follow.
    /// </summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var sent = _gone || _written == 0 ? _written : Send();
        if (sent < _written)
        {
            return SendRest(sent, cancellationToken);
        }

        Release();
        return ValueTask.FromResult(new FlushResult(isCanceled: false, _gone));
    }

    /// <summary>
    /// Lets the system copy octets from a file to the client, as many as it takes at once. Nothing else may be waiting
    /// to be flushed. Where it takes none, because the client is slow, is gone, or the file has ended, the next
    /// piece goes through a buffer: its reading and flushing tell which it is.
    /// </summary>
    public long SendFile(SafeFileHandle file, long offset, long count)
    {
        try
        {
            // Other calls say so themselves each time.
            socket.Blocking = false;
            return _gone ? 0 : SocketCalls.SendFile(socket, file, offset, count);
        }
        catch (ObjectDisposedException)
        {
            _gone = true;
            return 0;
        }
    }

    // A flush that waits ends with its token or the connection.
    public override void CancelPendingFlush() => throw new NotSupportedException();

    /// <summary>Sends what the system takes at once, and the end.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        if (_written > 0 && !_gone)
        {
            Send();
        }

        Release();
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    private int Send()
    {
        try
        {
            var sent = SocketCalls.Send(socket, _buffer.AsSpan(0, _written));
            if (sent >= 0)
            {
                return sent;
            }
        }
        catch (ObjectDisposedException)
        {
            // Cut by somebody else.
        }

        _gone = true;
        return _written;
    }

    private async ValueTask<FlushResult> SendRest(int sent, CancellationToken cancellation)
    {
        input.ReadOn(true);
        try
        {
            await socket.SendAsync(_buffer.AsMemory(sent, _written - sent), SocketFlags.None, cancellation);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _gone = true;
        }

        input.ReadOn(false);
        Release();
        return new FlushResult(isCanceled: false, _gone);
    }

    private void Release()
    {
        if (_buffer is null)
        {
            return;
        }

        // Who fills large buffers will fill the next: growing means copying.
        _likely = _written > _buffer.Length / 4 ? _buffer.Length : UsualLength;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _written = 0;
    }
}
