using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Restante.Server.Transport;

/// <summary>
/// What a client sends. It receives when the session asks for more, and on its own only while the session waits for the
/// client to read: some clients write all their commands before they read a reply, and both ends would wait for ever.
/// </summary>
internal sealed class SocketInput : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem, IDisposable
{
    /// <summary>How much is received on its own: RETR of 100,000 messages is 1.2 MB.</summary>
    public const int MaxPipelined = 4 << 20;

    /// <summary>The same before login: who has proved nothing gets no room for much.</summary>
    public const int MaxBeforeLogin = 64 << 10;

    // In which an idle session waits: eight commands of one message each. What is longer gets a rented buffer.
    private const int OwnLength = 128;
    private const int RentedLength = 16_384;

    private readonly Lock _lock = new();
    private readonly Socket _socket;
    private readonly Receiving _receive;
    private readonly byte[] _own = new byte[OwnLength];
    private ManualResetValueTaskSourceCore<ReadResult> _waiter;
    private byte[] _buffer;
    private byte[]? _outgrown;
    private int _start;
    private int _end;
    private bool _unexamined;
    private bool _filled;
    private bool _shown;
    private bool _waiting;
    private bool _receiving;
    private bool _readingOn;
    private bool _cancelled;
    private bool _ended;
    private SocketError _failure;
    private bool _completed;

    public SocketInput(Socket socket)
    {
        _socket = socket;
        _buffer = _own;
        _receive = new Receiving(this);
    }

    /// <summary>So much is received on its own from now on.</summary>
    public int MostAhead { get; set; } = MaxBeforeLogin;

    private bool IsOver => _ended || _failure != SocketError.Success;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.CanBeCanceled ? ReadUnless(cancellationToken) : Read();

    public override bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            // What lies in the system's buffer counts too: it came before whatever is done next.
            return TryFind(out result) || (!_receiving && Receive() && TryFind(out result));
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_lock)
        {
            // A buffer that took another's place meanwhile has the same octets at the same places.
            _shown = false;
            Return(ref _outgrown);
            _start = consumed.GetInteger();
            _unexamined = examined.GetInteger() < _end;
        }
    }

    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            if (!_waiting)
            {
                _cancelled = true;
                return;
            }

            _waiting = false;
        }

        // Whoever cancels, a timer or a stop of the server with thousands of sessions, does not carry out what follows.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public override void Complete(Exception? exception = null)
    {
        lock (_lock)
        {
            _completed = true;
            if (!_receiving)
            {
                Release();
            }
        }
    }

    /// <summary>True while the session waits for the client to read.</summary>
    public void ReadOn(bool on)
    {
        lock (_lock)
        {
            _readingOn = on;
            ReceiveOn();
        }
    }

    public void Dispose() => _receive.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        ReadResult cancelled;
        lock (_lock)
        {
            cancelled = Show(isCanceled: true);
        }

        _waiter.SetResult(cancelled);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    // A session in TLS waits here: what the wait needs is used again by the next.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadUnless(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var read = Read();
        if (read.IsCompleted)
        {
            return await read;
        }

        await using var registration = cancellation.UnsafeRegister(static input => ((SocketInput)input!).CancelPendingRead(), this);
        var result = await read;
        if (result.IsCanceled && cancellation.IsCancellationRequested)
        {
            AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException(cancellation);
        }

        return result;
    }

    private ValueTask<ReadResult> Read()
    {
        lock (_lock)
        {
            if (TryFind(out var result) || (!_receiving && Receive() && TryFind(out result)))
            {
                return ValueTask.FromResult(result);
            }

            _waiting = true;
            _waiter.Reset();
            return new ValueTask<ReadResult>(this, _waiter.Version);
        }
    }

    /// <exception cref="IOException">The connection is broken.</exception>
    private bool TryFind(out ReadResult result)
    {
        if (_cancelled)
        {
            _cancelled = false;
            result = Show(isCanceled: true);
            return true;
        }

        if (!_unexamined && !IsOver)
        {
            result = default;
            return false;
        }

        if (_failure != SocketError.Success)
        {
            throw new IOException("the connection broke", new SocketException((int)_failure));
        }

        result = Show(isCanceled: false);
        return true;
    }

    private ReadResult Show(bool isCanceled)
    {
        _shown = true;
        return new ReadResult(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCanceled, _ended);
    }

    /// <summary>True when something came at once; else <see cref="Received"/> follows.</summary>
    private bool Receive()
    {
        MakeRoom();
        _receive.SetBuffer(_buffer, _end, _buffer.Length - _end);
        try
        {
            _receiving = _socket.ReceiveAsync(_receive);
        }
        catch (ObjectDisposedException)
        {
            // Cut by somebody else.
            _failure = SocketError.OperationAborted;
            return true;
        }

        if (!_receiving)
        {
            Take();
        }

        return !_receiving;
    }

    private void Received()
    {
        ReadResult result = default;
        lock (_lock)
        {
            _receiving = false;
            Take();
            if (_completed)
            {
                Release();
                return;
            }

            if (!_waiting)
            {
                ReceiveOn();
                return;
            }

            _waiting = false;
            if (_failure == SocketError.Success)
            {
                result = Show(isCanceled: false);
            }
        }

        if (_failure != SocketError.Success)
        {
            _waiter.SetException(new IOException("the connection broke", new SocketException((int)_failure)));
        }
        else
        {
            _waiter.SetResult(result);
        }
    }

    private void Take()
    {
        var count = _receive.BytesTransferred;
        if (_receive.SocketError != SocketError.Success)
        {
            _failure = _receive.SocketError;
        }
        else if (count == 0)
        {
            _ended = true;
        }
        else
        {
            _filled = count == _buffer.Length - _end;
            _end += count;
            _unexamined = true;
        }
    }

    private void ReceiveOn()
    {
        while (_readingOn && !_receiving && !IsOver && _end - _start < MostAhead)
        {
            Receive();
        }
    }

    private void MakeRoom()
    {
        if (_start == _end && !_shown)
        {
            (_start, _end) = (0, 0);
            if (_filled && _buffer == _own)
            {
                _buffer = ArrayPool<byte>.Shared.Rent(RentedLength);
            }
            else if (!_filled && _buffer != _own)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = _own;
            }
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (!_shown && _start > _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            return;
        }

        var small = _buffer;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(RentedLength, small.Length * 2));
        small.AsSpan(_start, _end - _start).CopyTo(_buffer.AsSpan(_start));
        if (_shown && _outgrown is null)
        {
            // The session looks at it until it says how far it came.
            _outgrown = small;
        }
        else
        {
            byte[]? unused = small;
            Return(ref unused);
        }
    }

    private void Release()
    {
        if (!_shown)
        {
            byte[]? buffer = _buffer;
            Return(ref buffer);
            _buffer = _own;
        }

        (_start, _end) = (0, 0);
        _unexamined = false;
    }

    private void Return(ref byte[]? buffer)
    {
        if (buffer is not null && buffer != _own)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = null;
    }

    private sealed class Receiving(SocketInput input) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e) => input.Received();
    }
}
