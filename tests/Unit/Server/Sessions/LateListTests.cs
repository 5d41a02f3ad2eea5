using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Unit.Server.Sessions;

/// <summary>A store that knows how many messages there are before it knows which, and then cannot tell.</summary>
public sealed class LateListTests
{
    [Fact]
    public async Task What_needs_the_list_is_refused_and_the_session_goes_on()
    {
        await using var session = await RecordedSession.OpenAsync(new Store());
        foreach (var (command, reply) in ((string, string)[])
        [
            ("STAT", "+OK 3 30"),
            ("UIDL", "-ERR [SYS/TEMP] "),
            ("LIST", "-ERR [SYS/TEMP] "),
            ("UIDL 1", "-ERR [SYS/TEMP] "),
            ("RETR 1", "-ERR [SYS/TEMP] "),
            ("DELE 3", "-ERR [SYS/TEMP] "),
            ("RSET", "+OK 3 messages (30 octets)"),
            ("NOOP", "+OK"),
            ("QUIT", "+OK bye"),
        ])
        {
            await session.SendAsync(command + "\r\n");
            Assert.StartsWith(reply, await session.LineAsync(), StringComparison.Ordinal);
        }
    }

    private sealed class Store : IMailStore
    {
        public ValueTask<OpenOutcome> OpenAsync(MailboxName mailbox, LeaseHolder holder, CancellationToken cancellation) =>
            ValueTask.FromResult<OpenOutcome>(new OpenOutcome.Opened(new Maildrop()));

        public ValueTask<DeliveryReceipt> DeliverAsync(MailboxName mailbox, Stream message, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }

    private sealed class Maildrop : IMaildrop
    {
        public MessageList Messages { get; } = new(3, 30, () => throw new StoreException("the list is lost"));

        public CancellationToken LeaseLost => CancellationToken.None;

        public InterruptedUpdate? Interrupted => null;

        public ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation) => throw new NotSupportedException();

        public IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time) => [];

        public ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
