using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Restante.Server.Files;

namespace Restante.Server.Transport;

/// <summary>Takes connections on one address and gives them to Kestrel, which keeps count of them until they end.</summary>
/// <param name="socket">Bound; the listener's from now on.</param>
/// <param name="time">The clock.</param>
internal sealed class SocketListener(Socket socket, TimeProvider time) : IConnectionListener
{
    // What the system has no descriptor or no memory for stays in its queue. Asking again at once would only burn a processor.
    private static readonly TimeSpan Shortage = TimeSpan.FromMilliseconds(100);

    // A burst is over in a moment: those who were taken in are refused by then, and there is room for more.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(10);

    private bool _areScarce;
    private volatile bool _isClosed;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                await RoomAsync(cancellationToken);
                var connection = new SocketConnection(await socket.AcceptAsync(cancellationToken));
                _areScarce = Descriptors.AreScarce(connection.Descriptor, Descriptors.SpareForBursts);
                return connection;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException e) when (IsOfClient(e.SocketErrorCode))
            {
                // This client was gone before its turn came.
            }
            catch (SocketException)
            {
                await Task.Delay(Shortage, time, cancellationToken);
            }
        }
    }

    // accept(2) hands on what became of the connection meanwhile.
    private static bool IsOfClient(SocketError error) =>
        error is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.TimedOut or SocketError.NetworkDown
            or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable;

    // Who is taken in is refused by another thread. Taken in faster than that, a burst would have the last descriptors, and
    // the runtime ends the process where it finds none. Nobody is lost: they wait in the system's queue.
    private async ValueTask RoomAsync(CancellationToken cancellation)
    {
        while (!_isClosed && _areScarce && (_areScarce = Descriptors.AreScarce(Descriptors.SpareForBursts)))
        {
            await Task.Delay(Burst, time, cancellation);
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Makes the listeners that Kestrel asks for.</summary>
internal sealed class SocketListeners(ListenSockets sockets, TimeProvider time) : IConnectionListenerFactory
{
    private const int Backlog = 4096;

    /// <exception cref="ListenException">It cannot be listened on.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        _ = SocketPoll.Shared;
        var socket = sockets.Bind(endpoint);
        socket.Listen(Backlog);
        return ValueTask.FromResult<IConnectionListener>(new SocketListener(socket, time));
    }
}
