using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Sessions;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Sessions;

public sealed class SessionOutputTests : IDisposable
{
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(2);

    private readonly ManualTime _time = new();
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 100, resumeWriterThreshold: 50, useSynchronizationContext: false));

    private readonly FlushRecorder _recorder;
    private readonly Deadline _deadline;
    private readonly SessionOutput _output;
    private int _aborted;

    public SessionOutputTests()
    {
        _recorder = new FlushRecorder(_pipe.Writer);
        _deadline = new Deadline(_time);
        _output = new SessionOutput(_recorder, _deadline, Stall, () =>
        {
            _aborted++;
            _pipe.Writer.CancelPendingFlush();
        });
    }

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task What_was_written_leaves_in_one_flush_and_nothing_in_none()
    {
        Assert.True(await _output.FlushAsync());
        _output.Reply(Reply.Ok("one"));
        _output.Write("two\r\n"u8);
        Assert.Equal((14, 14), (_output.Unflushed, _output.Octets));
        Assert.Equal(0, _recorder.Count);
        Assert.True(await _output.FlushAsync());
        Assert.True(await _output.FlushAsync());
        Assert.Equal((0, 14), (_output.Unflushed, _output.Octets));
        Assert.Equal(1, _recorder.Count);
        Assert.Equal("+OK one\r\ntwo\r\n"[..14], Encoding.ASCII.GetString(await _recorder.NextAsync()));
    }

    [Fact]
    public async Task A_slow_client_is_waited_for()
    {
        _output.Write(new byte[200]);
        var flush = _output.FlushAsync();
        Assert.False(flush.IsCompleted);
        _time.Advance(Stall - TimeSpan.FromSeconds(1));
        Take();
        Assert.True(await flush);
        _time.Advance(Stall);
        Assert.Equal(0, _aborted);
        Assert.False(_output.StalledOut);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut()
    {
        _output.Write(new byte[200]);
        var flush = _output.FlushAsync();
        _time.Advance(Stall);
        Assert.False(await flush);
        Assert.True(_output.StalledOut);
        Assert.Equal(1, _aborted);
    }

    [Fact]
    public async Task A_client_that_is_gone_is_no_stall()
    {
        await _pipe.Reader.CompleteAsync();
        _output.Write(new byte[10]);
        Assert.False(await _output.FlushAsync());
        Assert.False(_output.StalledOut);
        Assert.Equal(0, _time.Armed);
    }

    [Fact]
    public async Task What_goes_through_TLS_counts_on()
    {
        _output.Write(new byte[10]);
        await _output.FlushAsync();
        _output.Continue(PipeWriter.Create(Stream.Null));
        _output.Write(new byte[5]);
        Assert.Equal(15, _output.Octets);
    }

    private void Take()
    {
        Assert.True(_pipe.Reader.TryRead(out var result));
        _pipe.Reader.AdvanceTo(result.Buffer.End);
    }
}
