using Restante.Protocol.Pop3;
using Restante.Server.Sessions;
using Restante.Server.Stores;
using Restante.Unit.Fakes;

namespace Restante.Unit.Server.Sessions;

/// <summary>The maildrop of a session that asks for nothing rests, between commands only.</summary>
public sealed class DeadlineRestTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly Maildrop _maildrop = new();
    private readonly Deadline _deadline;
    private int _fired;

    public DeadlineRestTests() => _deadline = new Deadline(_time);

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public void It_rests_once_and_the_wait_ends_in_its_own_time()
    {
        _deadline.Arm(Minute, () => _fired++, _maildrop);
        _time.Advance(Deadline.RestAfter - Second);
        Assert.Equal(0, _maildrop.Rests);
        _time.Advance(Second);
        Assert.Equal(1, _maildrop.Rests);
        _time.Advance(Minute - Deadline.RestAfter - Second);
        Assert.Equal((1, 0), (_maildrop.Rests, _fired));
        _time.Advance(Second);
        Assert.Equal((1, 1), (_maildrop.Rests, _fired));
    }

    [Fact]
    public void What_a_maildrop_throws_ends_no_process_and_the_wait_goes_on()
    {
        _maildrop.Fails = true;
        _deadline.Arm(Minute, () => _fired++, _maildrop);
        _time.Advance(Deadline.RestAfter);
        Assert.Equal((1, 0), (_maildrop.Rests, _fired));
        _time.Advance(Minute);
        Assert.Equal((1, 1), (_maildrop.Rests, _fired));
    }

    [Fact]
    public void Each_command_puts_it_off_and_it_rests_again_after_the_last()
    {
        for (var command = 0; command < 10; command++)
        {
            _deadline.Arm(Minute, () => _fired++, _maildrop);
            _time.Advance(Deadline.RestAfter - Second);
            _deadline.Disarm();
        }

        Assert.Equal(0, _maildrop.Rests);
        _deadline.Arm(Minute, () => _fired++, _maildrop);
        _time.Advance(Deadline.RestAfter);
        _deadline.Arm(Minute, () => _fired++, _maildrop);
        _time.Advance(Deadline.RestAfter);
        Assert.Equal((2, 0), (_maildrop.Rests, _fired));
    }

    [Fact]
    public void It_does_not_rest_while_a_command_runs_nor_while_a_client_reads_nor_at_the_end()
    {
        _deadline.Arm(Minute, () => _fired++, _maildrop);
        _deadline.Disarm();
        _time.Advance(Deadline.RestAfter);
        _deadline.Arm(Minute, () => _fired++);
        _time.Advance(Deadline.RestAfter);
        _deadline.Arm(Deadline.RestAfter, () => _fired++, _maildrop);
        _time.Advance(Deadline.RestAfter);
        Assert.Equal((0, 1), (_maildrop.Rests, _fired));

        _deadline.Arm(Minute, () => _fired++, _maildrop);
        _deadline.Dispose();
        _time.Advance(2 * Minute);
        Assert.Equal((0, 1), (_maildrop.Rests, _fired));
    }

    private sealed class Maildrop : IMaildrop
    {
        public int Rests { get; private set; }

        public MessageList Messages => MessageList.Empty;

        public CancellationToken LeaseLost => CancellationToken.None;

        public InterruptedUpdate? Interrupted => null;

        public bool Fails { get; set; }

        public void Rest()
        {
            Rests++;
            if (Fails)
            {
                throw new InvalidOperationException("no memory");
            }
        }

        public ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation) => throw new NotSupportedException();

        public IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time) => [];

        public ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
