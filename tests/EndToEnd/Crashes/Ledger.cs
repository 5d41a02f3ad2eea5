namespace Restante.EndToEnd.Crashes;

/// <summary>
/// What one maildrop must hold, by what was acknowledged to those outside: kept in another process than the one that
/// dies. Every contradiction becomes a line in <see cref="Faults"/>.
/// </summary>
internal sealed class Ledger(string user, string password = CrashRoom.Password)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Entry> _byTag = [];
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private int _step;

    private enum State
    {
        /// <summary>Handed in; no answer. There or not there, and whole if there.</summary>
        Offered,
        /// <summary>Acknowledged, or seen.</summary>
        There,
        /// <summary>A QUIT that removes it has no answer.</summary>
        Asked,
        Gone,
        /// <summary>The delivery was refused.</summary>
        NotTaken,
    }

    public string User => user;

    public string Password => password;

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
                return _byTag.Values.Count(e => e.State is not (State.Gone or State.NotTaken));
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

    /// <summary>The sender will try again: what it tried must not be there.</summary>
    public void NotTaken(int tag)
    {
        lock (_lock)
        {
            Sums.NotTaken++;
            _byTag[tag].State = State.NotTaken;
            _byTag[tag].NotTakenAt = ++_step;
        }
    }

    /// <summary>What a session that begins now must find.</summary>
    public Expectation Expect()
    {
        lock (_lock)
        {
            return new Expectation(++_step, [.. _byTag.Where(e => e.Value.State == State.There).Select(e => e.Key)]);
        }
    }

    /// <summary>A session's whole listing, fetched.</summary>
    public void Listed(IReadOnlyList<(string Id, int Tag)> listing, Expectation expected, CrashRecords records)
    {
        lock (_lock)
        {
            var seen = new HashSet<int>();
            foreach (var (id, fetched) in listing)
            {
                var tag = fetched == TaggedMessage.NotRead ? _byId.GetValueOrDefault(id, TaggedMessage.NotRead) : fetched;
                if (tag == TaggedMessage.NotRead)
                {
                    // Not one that was seen before: nothing can be said of it yet.
                }
                else if (!_byTag.ContainsKey(tag))
                {
                    Fault($"{id} is damaged, or nobody's");
                }
                else if (!seen.Add(tag))
                {
                    Fault($"message {tag} is there twice");
                }
                else
                {
                    See(tag, id, expected, records);
                }
            }

            foreach (var tag in expected.Tags.Where(t => !seen.Contains(t) && _byTag[t].State != State.NotTaken))
            {
                Fault($"message {tag} was acknowledged and is lost");
            }

            foreach (var (tag, entry) in _byTag.Where(e => e.Value.State == State.Asked && !seen.Contains(e.Key)))
            {
                entry.State = State.Gone;
                Sums.GoneUnanswered++;
                if (!records.SayGone(entry.Session!, entry.Id!) && !records.SayUnsure(entry.Session!))
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

    private void See(int tag, string id, Expectation expected, CrashRecords records)
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
            case State.NotTaken when entry.NotTakenAt < expected.Step:
                Fault($"message {tag} was refused and is there");
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

        public int NotTakenAt { get; set; }

        /// <summary>Whose QUIT would remove it.</summary>
        public string? Session { get; set; }
    }
}

/// <summary>What a session must find.</summary>
/// <param name="Step">When it began, among the ledger's steps.</param>
/// <param name="Tags">What was acknowledged before.</param>
internal sealed record Expectation(int Step, IReadOnlyList<int> Tags);
