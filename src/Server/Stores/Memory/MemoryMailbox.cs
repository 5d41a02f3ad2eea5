using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Restante.Protocol.Pop3;

namespace Restante.Server.Stores.Memory;

/// <summary>One user's messages in memory, and the faults that a test wants to see.</summary>
[SuppressMessage("Design", "CA1001", Justification = "the session that opened the maildrop disposes it")]
public sealed class MemoryMailbox
{
    private readonly Lock _gate = new();
    private readonly List<MemoryMessage> _messages = [];
    private readonly HashSet<string> _usedIds = [];
    private MemoryMaildrop? _open;
    private string? _openFault;
    private string? _deliveryFault;

    private readonly TimeProvider _time;

    internal MemoryMailbox(TimeProvider time) => _time = time;

    /// <summary>The unique-ids of what is stored now, in order.</summary>
    public IReadOnlyList<string> UniqueIds
    {
        get
        {
            lock (_gate)
            {
                return _messages.ConvertAll(message => message.UniqueId);
            }
        }
    }

    /// <summary>Makes a message older, or younger.</summary>
    public void SetArrived(string uniqueId, DateTimeOffset arrived)
    {
        lock (_gate)
        {
            Find(uniqueId).Arrived = arrived;
        }
    }

    /// <summary>Makes reading this message fail at an octet; at 0 it cannot be opened.</summary>
    public void FailReadingAt(string uniqueId, int octet)
    {
        lock (_gate)
        {
            Find(uniqueId).UnreadableFrom = octet;
        }
    }

    /// <summary>Makes every removal of this message fail; null heals it.</summary>
    public void FailRemoving(string uniqueId, string? reason)
    {
        lock (_gate)
        {
            Find(uniqueId).KeptBecause = reason;
        }
    }

    /// <summary>Makes every opening of this mailbox fail; null heals it.</summary>
    public void FailOpening(string? reason)
    {
        lock (_gate)
        {
            _openFault = reason;
        }
    }

    /// <summary>Makes every delivery fail; null heals it.</summary>
    public void FailDelivering(string? reason)
    {
        lock (_gate)
        {
            _deliveryFault = reason;
        }
    }

    /// <summary>Takes the lease from whoever holds it, as another machine would; the mailbox is free then.</summary>
    public void LoseLease()
    {
        MemoryMaildrop? loser;
        lock (_gate)
        {
            loser = _open;
            _open = null;
        }

        // Outside the lock: the session's own code runs here.
        loser?.Lose();
    }

    internal string Add(ReadOnlySpan<byte> message, string? uniqueId)
    {
        lock (_gate)
        {
            uniqueId ??= NextId();
            if (!UniqueId.IsLegal(Encoding.UTF8.GetBytes(uniqueId)) || !_usedIds.Add(uniqueId))
            {
                throw new ArgumentException($"unique-id '{uniqueId}' is not legal or was used before", nameof(uniqueId));
            }

            _messages.Add(new MemoryMessage(message, uniqueId) { Arrived = _time.GetUtcNow() });
            return uniqueId;
        }
    }

    internal DeliveryReceipt Deliver(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            if (_deliveryFault is not null)
            {
                throw new StoreException(_deliveryFault);
            }

            var uniqueId = Add(message, null);
            return new DeliveryReceipt(uniqueId, _messages[^1].Octets);
        }
    }

    internal OpenOutcome Open(LeaseHolder holder)
    {
        lock (_gate)
        {
            if (_openFault is not null)
            {
                throw new StoreException(_openFault);
            }

            if (_open is not null)
            {
                return new OpenOutcome.InUse(_open.Holder);
            }

            _open = new MemoryMaildrop(this, holder, [.. _messages]);
            return new OpenOutcome.Opened(_open);
        }
    }

    internal void Close(MemoryMaildrop maildrop)
    {
        lock (_gate)
        {
            if (_open == maildrop)
            {
                _open = null;
            }
        }
    }

    /// <summary>True while the message is stored.</summary>
    internal bool Holds(MemoryMessage message)
    {
        lock (_gate)
        {
            return _messages.Contains(message);
        }
    }

    internal Removal Remove(MemoryMaildrop maildrop, IReadOnlyList<MessageNumber> numbers)
    {
        lock (_gate)
        {
            if (_open != maildrop)
            {
                throw new StoreException("the lease was lost");
            }

            var kept = numbers.Where(number => maildrop.Message(number).KeptBecause is not null).ToList();
            var removed = numbers.Except(kept).ToList();
            var gone = removed.Select(maildrop.Message).ToHashSet();
            _messages.RemoveAll(gone.Contains);
            return new Removal(removed, kept, kept.Count == 0 ? null : maildrop.Message(kept[0]).KeptBecause);
        }
    }

    private string NextId()
    {
        var next = _usedIds.Count + 1;
        while (_usedIds.Contains(Name(next)))
        {
            next++;
        }

        return Name(next);

        static string Name(int number) => "m" + number.ToString(CultureInfo.InvariantCulture);
    }

    private MemoryMessage Find(string uniqueId) =>
        _messages.Find(message => message.UniqueId == uniqueId)
        ?? throw new ArgumentException($"no message has the unique-id '{uniqueId}'", nameof(uniqueId));
}
