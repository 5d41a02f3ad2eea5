namespace Restante.Logs.Findings;

/// <summary>
/// What is remembered of users or addresses: so many and no more. When it is full, the half that was not asked for
/// longest is forgotten.
/// </summary>
internal sealed class CappedTable<TKey, T>(int most = CappedTable<TKey, T>.Most)
    where TKey : notnull
    where T : Remembered, new()
{
    public const int Most = 20_000;

    private readonly Dictionary<TKey, T> _entries = [];
    private long _clock;

    public int Count => _entries.Count;

    /// <summary>How many were forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>What is remembered, a new one for a stranger.</summary>
    public T this[TKey key]
    {
        get
        {
            if (Find(key) is { } known)
            {
                return known;
            }

            if (_entries.Count >= most)
            {
                Forget();
            }

            return _entries[key] = new T { Used = ++_clock };
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
        return entry;
    }

    public IEnumerable<KeyValuePair<TKey, T>> All => _entries;

    private void Forget()
    {
        var used = new long[_entries.Count];
        var place = 0;
        foreach (var entry in _entries.Values)
        {
            used[place++] = entry.Used;
        }

        Array.Sort(used);
        var middle = used[used.Length / 2];
        foreach (var (key, entry) in _entries)
        {
            if (entry.Used < middle)
            {
                _entries.Remove(key);
                Forgotten++;
            }
        }
    }
}

/// <summary>Something in a <see cref="CappedTable{TKey, T}"/>, which knows when it was asked for last.</summary>
internal abstract class Remembered
{
    internal long Used { get; set; }
}
