using Restante.Server.Auth;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth;

public sealed class LoginTurnsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ManualResetEventSlim _held = new();
    private readonly LoginTurns _queue;

    public LoginTurnsTests() => _queue = new LoginTurns(_time, threads: 1, places: 2);

    public void Dispose()
    {
        _held.Dispose();
        _queue.Dispose();
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_turned_away_at_once_and_the_others_get_their_turn()
    {
        var first = RunAsync();
        var second = RunAsync();
        var third = RunAsync();
        Assert.Null(await RunAsync());
        _held.Set();
        Assert.Equal([true, true, true], await Task.WhenAll(first, second, third));
        Assert.True(await RunAsync());
    }

    [Fact]
    public async Task Nobody_waits_longer_than_two_seconds()
    {
        var first = RunAsync();
        var second = RunAsync();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await second);
        _held.Set();
        Assert.True(await first);
    }

    [Fact]
    public async Task Hashes_take_no_thread_from_the_sessions_and_give_none_to_them()
    {
        // From the pool, as a session does: the test's own thread is none of the pool's.
        var (hash, session) = await Task.Run(async () =>
            (await _queue.RunAsync(() => (bool?)Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None), Thread.CurrentThread.IsThreadPoolThread));
        Assert.False(hash);
        Assert.True(session);
    }

    private Task<bool?> RunAsync() => _queue.RunAsync(
        () =>
        {
            _held.Wait();
            return (bool?)true;
        },
        CancellationToken.None).AsTask();
}
