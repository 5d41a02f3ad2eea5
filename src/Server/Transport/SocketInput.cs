using System.ComponentModel;
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

    // ECANCELED.
    private const int Cut = 125;

    private readonly Lock _lock = new();
    private readonly Socket _socket;
    private readonly ReceivedOctets _octets = new();
    private ManualResetValueTaskSourceCore<ReadResult> _waiter;
    private bool _unexamined;
    private bool _waiting;
    private bool _readingOn;
    /// <summary>The system has nothing more, and <see cref="Ready"/> is told when it has.</summary>
    private bool _drained;
    private bool _endIsNear;
    private bool _cancelled;
    private bool _ended;
    private int _failure;
    private long _key;

    public SocketInput(Socket socket) => _socket = socket;

    /// <summary>
    /// What comes is looked at on the thread that waits for all clients: whoever reads leaves it (<see cref="LeavePoll"/>)
    /// before anything that may take its time.
    /// </summary>
    public bool AtOnce { get; set; }

    /// <summary>So much is received on its own from now on.</summary>
    public int MostAhead { get; set; } = MaxBeforeLogin;

    private bool IsOver => _ended || _failure != 0;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.CanBeCanceled ? ReadUnless(cancellationToken) : Read();

    public override bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            // What lies in the system's buffer counts too: it came before whatever is done next.
            return TryFind(out result) || (Receive() && TryFind(out result));
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_lock)
        {
            _unexamined = examined.GetInteger() < _octets.End;
            _octets.TakeBack(consumed.GetInteger());
        }
    }

    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            _cancelled = true;
            if (!_waiting)
            {
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
            _octets.Release();
            _unexamined = false;
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

    /// <summary>To be called when the socket is closed: nobody else tells who waits.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_key != 0)
            {
                SocketPoll.Shared.Forget(_key);
                _key = 0;
            }

            if (!IsOver)
            {
                _failure = Cut;
            }

            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Something has come, or the connection has ended; called on a thread that others wait for.</summary>
    public void Ready(bool ended)
    {
        ReadResult result;
        lock (_lock)
        {
            // Behind the end nothing else is told: only another read finds it.
            (_drained, _endIsNear) = (false, _endIsNear || ended);
            if (_readingOn)
            {
                ReceiveOn();
            }

            if (!_waiting || !Receive())
            {
                return;
            }

            _waiting = false;
            if (IsOver || !AtOnce)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            result = Show(isCanceled: false);
        }

        _waiter.SetResult(result);
    }

    void IThreadPoolWorkItem.Execute()
    {
        ReadResult result = default;
        Exception? broken = null;
        lock (_lock)
        {
            try
            {
                TryFind(out result);
            }
            catch (IOException e)
            {
                broken = e;
            }
        }

        if (broken is null)
        {
            _waiter.SetResult(result);
        }
        else
        {
            _waiter.SetException(broken);
        }
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
            if (TryFind(out var result) || (Receive() && TryFind(out result)))
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

        if (_failure != 0)
        {
            throw new IOException("the connection broke", new Win32Exception(_failure));
        }

        result = Show(isCanceled: false);
        return true;
    }

    private ReadResult Show(bool isCanceled) => new(_octets.Show(), isCanceled, _ended);

    /// <summary>True when something was there, or the end; else <see cref="Ready"/> is told when it is.</summary>
    private bool Receive()
    {
        if (IsOver)
        {
            return true;
        }

        if (_drained)
        {
            return false;
        }

        try
        {
            var room = _octets.Room();
            var count = SocketCalls.Receive(_socket, room);
            if (count == -SocketCalls.WouldBlock && _key == 0)
            {
                // From here on whatever comes is told.
                _key = SocketPoll.Shared.Watch(_socket, this);
                count = SocketCalls.Receive(_socket, room);
            }

            return Take(count, room.Length);
        }
        catch (Exception e) when (e is ObjectDisposedException or Win32Exception)
        {
            // Cut by somebody else, or nobody would tell when there is more.
            _failure = Cut;
            return true;
        }
    }

    private bool Take(int count, int room)
    {
        if (count == -SocketCalls.WouldBlock)
        {
            _drained = !_endIsNear;
            return false;
        }

        if (count <= 0)
        {
            (_failure, _ended) = (-count, count == 0);
            return true;
        }

        // Where not all of the room was needed nothing is left, and what comes now is told.
        _drained = count < room && _key != 0 && !_endIsNear;
        _octets.Add(count);
        _unexamined = true;
        return true;
    }

    private void ReceiveOn()
    {
        while (_readingOn && !IsOver && _octets.Count < MostAhead && Receive())
        {
            // Until the system has no more.
        }
    }
}
