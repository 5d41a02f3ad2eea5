using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Restante.Server.Transport;

/// <summary>Takes connections on one address and gives them to Kestrel, which keeps count of them until they end.</summary>
/// <param name="socket">Bound; the listener's from now on.</param>
/// <param name="time">The clock.</param>
internal sealed class SocketListener(Socket socket, TimeProvider time) : IConnectionListener
{
    // What the system has no descriptor for stays in its queue. Asking again at once would only burn a processor.
    private static readonly TimeSpan Shortage = TimeSpan.FromMilliseconds(100);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return new SocketConnection(await socket.AcceptAsync(cancellationToken));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                await Task.Delay(Shortage, time, cancellationToken);
            }
            catch (SocketException)
            {
                // This client was gone before its turn came.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
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
