using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;

namespace Restante.Unit.Dialogs;

/// <summary>
/// A store that states other sizes than its messages have: more octets than any memory holds, or a size that proves
/// wrong while the message is read.
/// </summary>
internal sealed class StatedSizes(IMailStore inner) : IMailStore
{
    private readonly Dictionary<string, long> _sizes = [];

    public void State(string uniqueId, long octets) => _sizes[uniqueId] = octets;

    public async ValueTask<OpenOutcome> OpenAsync(MailboxName mailbox, LeaseHolder holder, CancellationToken cancellation)
    {
        var outcome = await inner.OpenAsync(mailbox, holder, cancellation);
        return outcome is OpenOutcome.Opened opened && _sizes.Count > 0
            ? new OpenOutcome.Opened(new Maildrop(opened.Maildrop, _sizes))
            : outcome;
    }

    public ValueTask<DeliveryReceipt> DeliverAsync(MailboxName mailbox, Stream message, CancellationToken cancellation) =>
        inner.DeliverAsync(mailbox, message, cancellation);

    private sealed class Maildrop : IMaildrop
    {
        private readonly IMaildrop _inner;

        public Maildrop(IMaildrop inner, Dictionary<string, long> sizes)
        {
            _inner = inner;
            var list = new MessageList.Builder(inner.Messages.Count);
            for (var i = 0; i < inner.Messages.Count; i++)
            {
                var number = MessageNumber.FromIndex(i);
                var id = inner.Messages.UniqueIdText(number);
                list.Add(sizes.GetValueOrDefault(id, inner.Messages.Octets(number)), Encoding.ASCII.GetBytes(id));
            }

            Messages = list.Build();
        }

        public MessageList Messages { get; }

        public CancellationToken LeaseLost => _inner.LeaseLost;

        public InterruptedUpdate? Interrupted => _inner.Interrupted;

        public async ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation) =>
            new Body(await _inner.OpenBodyAsync(number, cancellation), Messages.Octets(number));

        public IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time) => _inner.ArrivedBefore(time);

        public ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers) => _inner.RemoveAsync(numbers);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }

    private sealed class Body(IMessageBody inner, long octets) : IMessageBody
    {
        public long Octets => octets;

        public bool WireReady => inner.WireReady;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => inner.ReadAsync(buffer, cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
