using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Memory;

/// <summary>A mailbox in memory, held by one session.</summary>
internal sealed class MemoryMaildrop : IMaildrop
{
    private readonly MemoryMailbox _mailbox;
    private readonly MemoryMessage[] _messages;
    /// <summary>Not disposed: it has no timer, and the lease may be lost while the session closes.</summary>
    private readonly CancellationTokenSource _lost = new();

    public MemoryMaildrop(MemoryMailbox mailbox, LeaseHolder holder, MemoryMessage[] messages)
    {
        _mailbox = mailbox;
        _messages = messages;
        Holder = holder;
        LeaseLost = _lost.Token;
        var list = new MessageList.Builder(messages.Length);
        foreach (var message in messages)
        {
            list.Add(message.Octets, Encoding.ASCII.GetBytes(message.UniqueId));
        }

        Messages = list.Build();
    }

    public LeaseHolder Holder { get; }

    public MessageList Messages { get; }

    public CancellationToken LeaseLost { get; }

    /// <summary>Nothing in memory outlives a crash that could interrupt it.</summary>
    public InterruptedUpdate? Interrupted => null;

    public MemoryMessage Message(MessageNumber number) => _messages[number.Index];

    public ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var message = Message(number);
        if (message.UnreadableFrom == 0 || !_mailbox.Holds(message))
        {
            throw new MessageUnavailableException($"message {message.UniqueId} is gone or unreadable");
        }

        return ValueTask.FromResult<IMessageBody>(new MemoryBody(message));
    }

    public IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time) =>
        [.. Enumerable.Range(0, _messages.Length).Where(i => _messages[i].Arrived < time).Select(MessageNumber.FromIndex)];

    public ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers) => ValueTask.FromResult(_mailbox.Remove(this, numbers));

    public void Lose() => _lost.Cancel();

    public ValueTask DisposeAsync()
    {
        _mailbox.Close(this);
        return ValueTask.CompletedTask;
    }
}
