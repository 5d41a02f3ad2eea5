using System.Text;
using Restante.Protocol.Pop3;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Unit.Fakes;

/// <summary>
/// Ann's maildrop, whose messages are had at once, but for those that are said to be slow. It notes whoever calls on a thread
/// that others wait for.
/// </summary>
internal sealed class HeldMessages : IMailStore, IMaildrop
{
    private readonly List<byte[]> _messages = [];
    private readonly List<long> _octets = [];
    private readonly HashSet<int> _slow = [];
    private MessageList? _list;

    public MessageList Messages => _list ??= Build();

    public CancellationToken LeaseLost => CancellationToken.None;

    public InterruptedUpdate? Interrupted => null;

    public bool OpensAtOnce { get; private set; }

    /// <summary>How often a message was opened on a thread that others wait for.</summary>
    public int OpenedThere { get; private set; }

    /// <summary>What was called on such a thread and may take its time.</summary>
    public List<string> Misplaced { get; } = [];

    /// <summary>How often its list was brought into memory.</summary>
    public int Loaded { get; private set; }

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="message">As stored.</param>
    /// <param name="stated">The size it is listed with; its own where that is null.</param>
    /// <param name="slow">A disk has to be waited for.</param>
    public void Add(ReadOnlySpan<byte> message, long? stated = null, bool slow = false)
    {
        if (slow)
        {
            _slow.Add(_messages.Count);
        }

        _octets.Add(stated ?? Size(message).Octets);
        _messages.Add(message.ToArray());
    }

    public ValueTask<OpenOutcome> OpenAsync(MailboxName mailbox, LeaseHolder holder, CancellationToken cancellation) =>
        ValueTask.FromResult<OpenOutcome>(new OpenOutcome.Opened(this));

    public void Rest() => _list?.LetGo();

    public ValueTask<DeliveryReceipt> DeliverAsync(MailboxName mailbox, Stream message, CancellationToken cancellation) => throw new NotSupportedException();

    public IMessageBody? TryOpenAtOnce(MessageNumber number)
    {
        OpenedThere += SocketPoll.IsHere ? 1 : 0;
        if (_slow.Contains(number.Index))
        {
            return null;
        }

        OpensAtOnce = true;
        return new Body(_messages[number.Index], _octets[number.Index], held: true);
    }

    public ValueTask<IMessageBody> OpenBodyAsync(MessageNumber number, CancellationToken cancellation)
    {
        Note("open");
        return ValueTask.FromResult<IMessageBody>(new Body(_messages[number.Index], _octets[number.Index], held: false));
    }

    public IReadOnlyList<MessageNumber> ArrivedBefore(DateTimeOffset time) => [];

    public ValueTask<Removal> RemoveAsync(IReadOnlyList<MessageNumber> numbers)
    {
        Note("remove");
        return ValueTask.FromResult(new Removal(numbers, [], null));
    }

    public ValueTask DisposeAsync()
    {
        Note("close");
        Closed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private static WireSize Size(ReadOnlySpan<byte> message)
    {
        var size = default(WireSize);
        size.Add(message);
        return size;
    }

    private void Note(string call)
    {
        if (SocketPoll.IsHere)
        {
            Misplaced.Add(call);
        }
    }

    private MessageList Build() => new(_messages.Count, _octets.Sum(), Load);

    private MessageRows Load()
    {
        Note("list");
        Loaded++;
        var ids = Enumerable.Range(0, _messages.Count).Select(i => Encoding.ASCII.GetBytes($"id{i:D9}")).ToList();
        return new MessageRows(
            [.. _octets], [.. ids.SelectMany(id => id)], [.. ids.Select((id, i) => i * id.Length)], [.. ids.Select(id => (byte)id.Length)]);
    }

    private sealed class Body(byte[] message, long octets, bool held) : IMessageBody
    {
        private int _offset;

        public long Octets => octets;

        public bool WireReady { get; } = Size(message).WireReady;

        public ReadOnlyMemory<byte> Held => held ? message : default;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            var count = Math.Min(buffer.Length, message.Length - _offset);
            message.AsMemory(_offset, count).CopyTo(buffer);
            _offset += count;
            return ValueTask.FromResult(count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
