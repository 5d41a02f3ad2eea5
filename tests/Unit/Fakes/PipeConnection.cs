using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Restante.Unit.Fakes;

/// <summary>A connection without a socket: two pipes, one each way.</summary>
public sealed class PipeConnection : ConnectionContext
{
    private readonly Pipe _toServer = new(Options(long.MaxValue));
    private readonly Pipe _toClient;

    /// <param name="remote">Who the client is; null for a Unix socket.</param>
    /// <param name="sendBuffer">How much the server may send before it must wait for the client.</param>
    public PipeConnection(EndPoint? remote, long sendBuffer = 65_536)
    {
        RemoteEndPoint = remote;
        _toClient = new Pipe(Options(sendBuffer));
        Transport = new Pair(_toServer.Reader, _toClient.Writer);
        Client = new Pair(_toClient.Reader, _toServer.Writer);
    }

    /// <summary>The client's ends.</summary>
    public IDuplexPipe Client { get; }

    /// <summary>The server cut the connection instead of closing it.</summary>
    public bool Aborted { get; private set; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = "test";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Aborted = true;
        _toServer.Reader.CancelPendingRead();
        _toClient.Writer.CancelPendingFlush();
        _toClient.Reader.CancelPendingRead();
    }

    private static PipeOptions Options(long pause) => new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false,
        pauseWriterThreshold: pause == long.MaxValue ? 0 : pause, resumeWriterThreshold: pause == long.MaxValue ? 0 : pause / 2);

    private sealed record Pair(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
