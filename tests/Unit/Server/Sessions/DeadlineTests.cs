using Restante.Server.Sessions;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Sessions;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void It_fires_once_when_the_time_is_over()
    {
        var time = new ManualTime();
        using var deadline = new Deadline(time);
        var fired = 0;
        deadline.Arm(Minute, () => fired++);
        time.Advance(Minute - TimeSpan.FromSeconds(1));
        Assert.Equal(0, fired);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
        time.Advance(10 * Minute);
        Assert.Equal(1, fired);
        Assert.Equal(0, time.Armed);
    }

    [Fact]
    public void It_does_not_fire_once_it_is_disarmed()
    {
        var time = new ManualTime();
        using var deadline = new Deadline(time);
        deadline.Arm(Minute, () => Assert.Fail("disarmed"));
        deadline.Disarm();
        time.Advance(10 * Minute);
    }

    [Fact]
    public void Arming_it_anew_takes_the_place_of_the_wait_before()
    {
        var time = new ManualTime();
        using var deadline = new Deadline(time);
        var fired = "";
        deadline.Arm(Minute, () => fired += "first");
        time.Advance(Minute / 2);
        deadline.Arm(Minute, () => fired += "second");
        time.Advance(Minute * 0.75);
        Assert.Equal("", fired);
        time.Advance(Minute * 0.25);
        Assert.Equal("second", fired);
    }

    [Fact]
    public void A_stale_tick_does_not_fire_the_next_wait()
    {
        var time = new HandTime();
        using var deadline = new Deadline(time);
        var fired = "";
        deadline.Arm(Minute, () => fired += "first");

        // The first wait is over and its tick is under way, but the next wait is armed before it arrives.
        time.Now += Minute;
        deadline.Arm(Minute, () => fired += "second");
        time.Tick();
        Assert.Equal("", fired);
        Assert.Equal(Minute, time.Due);

        time.Now += Minute;
        time.Tick();
        Assert.Equal("second", fired);
        time.Tick();
        Assert.Equal("second", fired);
    }

    [Fact]
    public void A_shorter_wait_behind_a_longer_one_ends_in_its_own_time()
    {
        var time = new ManualTime();
        using var deadline = new Deadline(time);
        var fired = "";
        deadline.Arm(10 * Minute, () => fired += "long");
        deadline.Arm(Minute, () => fired += "short");
        time.Advance(Minute);
        Assert.Equal("short", fired);

        deadline.Arm(Minute, () => fired += ", first");
        deadline.Arm(10 * Minute, () => fired += ", long");
        time.Advance(9 * Minute);
        Assert.Equal("short", fired);
        time.Advance(Minute);
        Assert.Equal("short, long", fired);
    }

    [Fact]
    public void A_stale_tick_after_disarming_does_nothing()
    {
        var time = new HandTime();
        using var deadline = new Deadline(time);
        deadline.Arm(Minute, () => Assert.Fail("disarmed"));
        deadline.Disarm();
        time.Now += Minute;
        time.Tick();
        Assert.Equal(Timeout.InfiniteTimeSpan, time.Due);
    }

    /// <summary>A clock whose one timer ticks when the test says so, whether it is due or not.</summary>
    private sealed class HandTime : TimeProvider, ITimer
    {
        private Action? _tick;

        public TimeSpan Now { get; set; }

        public TimeSpan Due { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Tick()
        {
            Due = Timeout.InfiniteTimeSpan;
            _tick!();
        }

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            Due = dueTime;
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Dispose()
        {
            // Nothing to give back.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
