using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Restante.Server.Transport;

/// <summary>A client's connection, over TCP or a Unix socket.</summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe
{
    private readonly Socket _socket;
    private readonly SocketInput _input;
    private IDuplexPipe? _transport;
    private IDictionary<object, object?>? _items;
    private string? _id;
    private int _closed;

    public SocketConnection(Socket socket)
    {
        _socket = socket;
        _input = new SocketInput(socket);
        Output = new SocketOutput(socket, _input);
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public nint Descriptor => _socket.Handle;

    public PipeReader Input => _input;

    public PipeWriter Output { get; }

    public override IDuplexPipe Transport
    {
        get => _transport ?? this;
        set => _transport = value;
    }

    // Kestrel asks for it whether or not anything is logged: nothing is kept for that.
    public override string ConnectionId
    {
        get => _id ?? Descriptor.ToString(CultureInfo.InvariantCulture);
        set => _id = value;
    }

    public override IFeatureCollection Features { get; } = new ConnectionFeatures();

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    /// <summary>After login: some clients write all their commands before they read a reply.</summary>
    public void TakeCommandsAhead() => _input.MostAhead = SocketInput.MaxPipelined;

    /// <summary>See <see cref="SocketInput.AtOnce"/>.</summary>
    public void ReadAtOnce() => _input.AtOnce = true;

    /// <summary>Cuts: what the client has not got yet is lost, and it hears of a reset instead of an end.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _socket.Close(timeout: 0);
            _input.Dispose();
        }
    }

    /// <summary>Closes: what was flushed still reaches the client.</summary>
    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _socket.Dispose();
        }

        _input.Dispose();
        return base.DisposeAsync();
    }
}
