namespace Restante.Logs.Findings;

/// <summary>
/// What is remembered of users or addresses: so many and no more. When it is full, the half that was not asked for
/// longest is forgotten.
/// </summary>
internal sealed class CappedTable<TKey, T>(int most = CappedTable<TKey, T>.Most)
    where TKey : notnull
    where T : class, new()
{
    public const int Most = 20_000;

    private readonly Dictionary<TKey, Entry> _entries = [];
    private long _clock;

    public int Count => _entries.Count;

    /// <summary>How many were forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>What is remembered, a new one for a stranger.</summary>
    public T this[TKey key]
    {
        get
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                if (_entries.Count >= most)
                {
                    Forget();
                }

                _entries[key] = entry = new Entry();
            }

            entry.Used = ++_clock;
            return entry.Value;
        }
    }

    /// <summary>What is remembered, null for a stranger.</summary>
    public T? Find(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        entry.Used = ++_clock;
        return entry.Value;
    }

    public IEnumerable<KeyValuePair<TKey, T>> All => _entries.Select(e => KeyValuePair.Create(e.Key, e.Value.Value));

    private void Forget()
    {
        var used = _entries.Values.Select(e => e.Used).Order().ElementAt(_entries.Count / 2);
        foreach (var (key, _) in _entries.Where(e => e.Value.Used < used).ToList())
        {
            _entries.Remove(key);
            Forgotten++;
        }
    }

    private sealed class Entry
    {
        public long Used;

        public T Value { get; } = new();
    }
}
