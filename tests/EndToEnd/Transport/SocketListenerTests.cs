using System.Net;
using System.Net.Sockets;
using Restante.Server.Transport;

namespace Restante.EndToEnd.Transport;

public sealed class SocketListenerTests
{
    [Fact]
    public async Task An_error_that_is_no_clients_is_waited_out_and_not_asked_for_without_end()
    {
        // After the shutdown each accept fails at once, as it does in a system that has no memory.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        socket.Shutdown(SocketShutdown.Both);
        var time = new CountingTime();
        await using var listener = new SocketListener(socket, time);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listener.AcceptAsync(patience.Token).AsTask());

        // Ten in a second; a busy machine waits less often, or is late to end it. Without the pause it would be a million.
        Assert.InRange(time.Waits, 1, 100);
    }

    private sealed class CountingTime : TimeProvider
    {
        private int _waits;

        public int Waits => _waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waits++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
