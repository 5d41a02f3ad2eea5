using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Restante.EndToEnd.Processes;
using Restante.Server.Transport;

namespace Restante.EndToEnd.Transport;

/// <summary>What a client sends, over a real socket: in order and whole, however it arrives and is taken.</summary>
public sealed class SocketInputTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Eventually.Limit;

    private Socket _client = null!;
    private Socket _server = null!;
    private SocketInput _input = null!;

    public async Task InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _client.ConnectAsync(listener.LocalEndPoint!);
        _server = await listener.AcceptAsync();
        _input = new SocketInput(_server);
    }

    public Task DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        _input.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Octets_arrive_in_order_however_they_are_sent_and_taken(int seed)
    {
        var random = new Random(seed);
        var sent = new byte[2_000_000];
        random.NextBytes(sent);
        var sending = SendAsync(sent, new Random(seed + 100));
        var received = new List<byte>();
        while (received.Count < sent.Length)
        {
            var result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
            if (random.Next(4) == 0)
            {
                // As while a reply waits for the client: what comes meanwhile is appended to what is being looked at.
                _input.ReadOn(true);
                await Task.Yield();
                _input.ReadOn(false);
            }

            // At the end nothing more would come that could make up for octets left lying.
            var isLast = received.Count + result.Buffer.Length == sent.Length;
            var take = isLast ? result.Buffer : result.Buffer.Slice(0, random.NextInt64(result.Buffer.Length + 1));
            received.AddRange(take.ToArray());
            _input.AdvanceTo(take.End, random.Next(2) == 0 ? take.End : result.Buffer.End);
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
    }

    [Theory]
    [InlineData(SocketInput.MaxBeforeLogin)]
    [InlineData(SocketInput.MaxPipelined)]
    public async Task While_the_client_is_waited_for_its_commands_are_received_up_to_a_limit(int limit)
    {
        _input.MostAhead = limit;
        _input.ReadOn(true);
        var sending = SendAllAsync(new byte[64 << 20]);
        await Assert.ThrowsAsync<TimeoutException>(() => sending.WaitAsync(TimeSpan.FromSeconds(2)));
        Assert.True(_input.TryRead(out var result));
        Assert.InRange(result.Buffer.Length, limit, 2 * limit);
        _input.AdvanceTo(result.Buffer.End);
        _client.Dispose();
        await sending.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        var read = _input.ReadAsync().AsTask();
        _input.CancelPendingRead();
        var cancelled = await read.WaitAsync(Patience);
        Assert.True(cancelled.IsCanceled);
        _input.AdvanceTo(cancelled.Buffer.Start);

        await _client.SendAsync("NOOP\r\n"u8.ToArray());
        var result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.False(result.IsCanceled);
        Assert.Equal("NOOP\r\n"u8.ToArray(), result.Buffer.ToArray());
        _input.AdvanceTo(result.Buffer.End);
    }

    [Fact]
    public async Task A_token_cancels_a_read_by_an_exception()
    {
        using var limit = new CancellationTokenSource();
        var read = _input.ReadAsync(limit.Token).AsTask();
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_end_comes_behind_the_last_octets_and_a_reset_is_an_exception()
    {
        await _client.SendAsync("QUIT\r\n"u8.ToArray());
        _client.Shutdown(SocketShutdown.Send);
        var result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(6, result.Buffer.Length);
        _input.AdvanceTo(result.Buffer.End);
        result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.True(result.IsCompleted);
        Assert.True(result.Buffer.IsEmpty);
        _input.AdvanceTo(result.Buffer.End);
    }

    [Fact]
    public async Task A_reset_is_an_exception()
    {
        var read = _input.ReadAsync().AsTask();
        _client.Close(timeout: 0);
        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(Patience));
    }

    [Fact]
    public async Task Closing_ends_a_read_that_waits()
    {
        var read = _input.ReadAsync().AsTask();
        _server.Close(timeout: 0);
        _input.Dispose();
        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(Patience));
        await Assert.ThrowsAsync<IOException>(async () => await _input.ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_is_looked_at_where_others_wait_only_if_that_was_asked_for(bool atOnce)
    {
        _input.AtOnce = atOnce;
        for (var i = 0; i < 50; i++)
        {
            var there = WhereAsync();
            await _client.SendAsync("RETR 1\r\n"u8.ToArray());
            Assert.Equal(atOnce, await there.WaitAsync(Patience));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_ends_a_read_is_never_looked_at_where_others_wait(bool reset)
    {
        _input.AtOnce = true;
        var there = WhereAsync();
        if (reset)
        {
            _client.Close(timeout: 0);
        }
        else
        {
            _client.Shutdown(SocketShutdown.Send);
        }

        Assert.False(await there.WaitAsync(Patience));
    }

    [Fact]
    public async Task Whoever_leaves_the_thread_that_others_wait_for_is_on_another()
    {
        _input.AtOnce = true;
        var (before, after) = (false, true);
        async Task LeaveAsync()
        {
            // Without the test's own context, which has threads of its own.
            var result = await _input.ReadAsync().ConfigureAwait(false);
            before = SocketPoll.IsHere;
            await default(LeavePoll);
            after = SocketPoll.IsHere;
            _input.AdvanceTo(result.Buffer.End);
        }

        var leaving = LeaveAsync();
        await _client.SendAsync("QUIT\r\n"u8.ToArray());
        await leaving.WaitAsync(Patience);
        Assert.True(before);
        Assert.False(after);
    }

    // The end may come with the octets before it, or alone.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_octet_and_no_end_is_missed_however_they_come(int seed)
    {
        var random = new Random(seed);
        for (var connection = 0; connection < 200; connection++)
        {
            var sent = random.Next(0, 1500);
            var sending = Task.Run(async () =>
            {
                await SendAsync(new byte[sent], new Random(seed + connection));
                _client.Shutdown(SocketShutdown.Send);
            });
            _input.AtOnce = random.Next(2) == 0;
            var received = 0L;
            for (var isOver = false; !isOver;)
            {
                var result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
                received += result.Buffer.Length;
                isOver = result.IsCompleted;
                _input.AdvanceTo(result.Buffer.End);
            }

            await sending;
            Assert.Equal(sent, received);
            await DisposeAsync();
            await InitializeAsync();
        }
    }

    /// <summary>True where the next octets, or their end, are looked at on a thread that others wait for.</summary>
    private async Task<bool> WhereAsync()
    {
        try
        {
            var result = await _input.ReadAsync().ConfigureAwait(false);
            _input.AdvanceTo(result.Buffer.End);
        }
        catch (IOException)
        {
            // A reset; where it is heard of is what counts.
        }

        return SocketPoll.IsHere;
    }

    private async Task SendAsync(byte[] octets, Random random)
    {
        for (var at = 0; at < octets.Length;)
        {
            var count = Math.Min(octets.Length - at, random.Next(3) == 0 ? random.Next(1, 700) : random.Next(1, 70_000));
            at += await _client.SendAsync(octets.AsMemory(at, count));
        }
    }

    private async Task SendAllAsync(byte[] octets)
    {
        for (var at = 0; at < octets.Length;)
        {
            at += await _client.SendAsync(octets.AsMemory(at));
        }
    }
}
