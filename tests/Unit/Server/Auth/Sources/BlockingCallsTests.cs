using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Auth.Sources;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Auth.Sources;

public sealed class BlockingCallsTests : IDisposable
{
    private readonly ManualTime _time = new();

    private readonly Secret _password = new("secret"u8);

    public void Dispose() => _password.Dispose();

    [Fact]
    public async Task A_call_that_hangs_is_given_up_and_keeps_its_slot_until_it_ends()
    {
        var calls = new BlockingCalls(atOnce: 1, TimeSpan.FromSeconds(5), _time);
        using var hangs = new ManualResetEventSlim();
        using var inside = new SemaphoreSlim(0);
        var first = calls.RunAsync(
            _password,
            own =>
            {
                inside.Release();
                hangs.Wait();
                return own.Octets.Length;
            }, default).AsTask();
        await inside.WaitAsync();
        var second = calls.RunAsync(_password, _ => 2, default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("no answer for 5 s", (await Assert.ThrowsAsync<CredentialStoreException>(() => first)).Message);
        Assert.Equal("all 1 calls at one time have been waiting for 5 s", (await Assert.ThrowsAsync<CredentialStoreException>(() => second)).Message);
        hangs.Set();
        Assert.Equal(3, await calls.RunAsync(_password, _ => 3, default));
    }

    [Fact]
    public async Task A_limit_that_runs_out_in_the_moment_in_which_a_call_ends_harms_nobody()
    {
        var time = new HastyTime();
        Assert.Equal(3, await new BlockingCalls(1, TimeSpan.FromSeconds(5), time).RunAsync(_password, _ => 3, default));
        Assert.NotEmpty(time.Fired);

        // What a timer's callback throws ends the process.
        time.Fired.ForEach(fire => fire());
    }

    [Fact]
    public async Task What_a_call_throws_its_caller_gets() =>
        await Assert.ThrowsAsync<CredentialStoreException>(async () =>
            await new BlockingCalls(1, TimeSpan.FromSeconds(5), _time).RunAsync<int>(_password, _ => throw new CredentialStoreException("down"), default));

    /// <summary>Its timers are due at once and slow: what they do is done when all is over. Disposing a timer does not call that back.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public List<Action> Fired { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fired.Add(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
