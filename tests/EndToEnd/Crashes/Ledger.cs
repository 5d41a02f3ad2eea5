namespace Restante.EndToEnd.Crashes;

/// <summary>
/// What one maildrop must hold, by what was acknowledged to those outside: kept in another process than the one that
/// dies. Every contradiction becomes a line in <see cref="Faults"/>.
/// </summary>
internal sealed class Ledger(string user)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Entry> _byTag = [];
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    private enum State
    {
        /// <summary>Handed in; no answer. There or not there, and whole if there.</summary>
        Offered,
        /// <summary>Acknowledged, or seen.</summary>
        There,
        /// <summary>A QUIT that removes it has no answer.</summary>
        Asked,
        Gone,
    }

    public string User => user;

    public LedgerSums Sums { get; } = new();

    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>How many messages may be there: for who decides whether to deliver more.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byTag.Values.Count(e => e.State != State.Gone);
            }
        }
    }

    public void Offer(int tag)
    {
        lock (_lock)
        {
            _byTag[tag] = new Entry();
        }
    }

    public void Acknowledged(int tag, string id)
    {
        lock (_lock)
        {
            Sums.Acknowledged++;
            Identify(tag, id);
            if (_byTag[tag].State == State.Offered)
            {
                _byTag[tag].State = State.There;
            }
            else
            {
                // A session was quicker than the answer.
                Sums.ThereUnacknowledged--;
            }
        }
    }

    /// <summary>What a session that begins now must find.</summary>
    public IReadOnlyList<int> MustBeThere()
    {
        lock (_lock)
        {
            return [.. _byTag.Where(e => e.Value.State == State.There).Select(e => e.Key)];
        }
    }

    /// <summary>A session's whole listing, fetched; where a message was not whole its tag is -1.</summary>
    public void Listed(IReadOnlyList<(string Id, int Tag)> listing, IReadOnlyList<int> mustBeThere, CrashRecords records)
    {
        lock (_lock)
        {
            var seen = new HashSet<int>();
            foreach (var (id, tag) in listing)
            {
                if (tag < 0 || !_byTag.ContainsKey(tag))
                {
                    Fault($"{id} is damaged, or nobody's");
                }
                else if (!seen.Add(tag))
                {
                    Fault($"message {tag} is there twice");
                }
                else
                {
                    See(tag, id, records);
                }
            }

            foreach (var tag in mustBeThere.Where(t => !seen.Contains(t)))
            {
                Fault($"message {tag} was acknowledged and is lost");
            }

            foreach (var (tag, entry) in _byTag.Where(e => e.Value.State == State.Asked && !seen.Contains(e.Key)))
            {
                entry.State = State.Gone;
                Sums.GoneUnanswered++;
                if (!records.SayGone(entry.Session!, entry.Id!))
                {
                    Sums.GoneWithoutRecord++;
                    Fault($"message {tag} ({entry.Id}) went in session {entry.Session} and no record says so");
                }
            }
        }
    }

    /// <summary>QUIT is on its way.</summary>
    public void Ask(string session, IEnumerable<int> tags)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
            {
                _byTag[tag].State = State.Asked;
                _byTag[tag].Session = session;
            }
        }
    }

    public void Removed(IEnumerable<int> tags)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
            {
                _byTag[tag].State = State.Gone;
                Sums.Removed++;
            }
        }
    }

    /// <summary>For what should not happen at all: a refusal in a healthy server.</summary>
    public void Refused(string what)
    {
        lock (_lock)
        {
            Fault(what);
        }
    }

    private void See(int tag, string id, CrashRecords records)
    {
        var entry = _byTag[tag];
        Identify(tag, id);
        switch (entry.State)
        {
            case State.Gone:
                Fault($"message {tag} was acknowledged as deleted and came back");
                break;
            case State.Asked:
                Sums.LeftUnanswered++;
                if (records.SayGone(entry.Session!, id))
                {
                    Fault($"message {tag} is there and a record says that it is gone");
                }

                entry.State = State.There;
                break;
            case State.Offered:
                Sums.ThereUnacknowledged++;
                entry.State = State.There;
                break;
            default:
                break;
        }

        Sums.Fetched++;
    }

    private void Identify(int tag, string id)
    {
        var entry = _byTag[tag];
        if (entry.Id is not null && entry.Id != id)
        {
            Fault($"the unique-id of message {tag} was {entry.Id} and is {id}");
        }

        if (_byId.TryGetValue(id, out var other) && other != tag)
        {
            Fault($"the unique-id {id} was message {other} and is {tag}");
        }

        entry.Id = id;
        _byId[id] = tag;
    }

    private void Fault(string what) => _faults.Add($"{user}: {what}");

    private sealed class Entry
    {
        public State State { get; set; }

        public string? Id { get; set; }

        /// <summary>Whose QUIT would remove it.</summary>
        public string? Session { get; set; }
    }
}
