using System.Numerics;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// Finds octets among slices of an arena and says which one they were, counted from 0 in the order of adding. A
/// dictionary of strings would cost a hundred thousand strings at each login.
/// </summary>
internal sealed class SliceTable
{
    private readonly ByteArena _arena;
    private Slice[] _slices;
    private int[] _hashes;
    private int[] _buckets;

    public SliceTable(ByteArena arena, int capacity)
    {
        _arena = arena;
        _slices = new Slice[capacity];
        _hashes = new int[capacity];
        _buckets = NewBuckets(capacity);
    }

    public int Count { get; private set; }

    /// <summary>Which slice equals these octets, or -1.</summary>
    public int Find(ReadOnlySpan<byte> octets) => Find(octets, Hash(octets));

    /// <summary>Adds a slice unless its octets are there already.</summary>
    public bool TryAdd(Slice slice)
    {
        var octets = _arena[slice];
        var hash = Hash(octets);
        if (Find(octets, hash) >= 0)
        {
            return false;
        }

        if (Count == _slices.Length)
        {
            Grow();
        }

        _slices[Count] = slice;
        _hashes[Count] = hash;
        Place(Count++);
        return true;
    }

    private int Find(ReadOnlySpan<byte> octets, int hash)
    {
        for (var bucket = hash & (_buckets.Length - 1); _buckets[bucket] != 0; bucket = (bucket + 1) & (_buckets.Length - 1))
        {
            var index = _buckets[bucket] - 1;
            if (_hashes[index] == hash && _arena[_slices[index]].SequenceEqual(octets))
            {
                return index;
            }
        }

        return -1;
    }

    // The runtime's hash is seeded anew in each process: who names files cannot make them collide.
    private static int Hash(ReadOnlySpan<byte> octets)
    {
        var hash = new HashCode();
        hash.AddBytes(octets);
        return hash.ToHashCode();
    }

    private static int[] NewBuckets(int capacity) => new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity * 2, 16))];

    private void Place(int index)
    {
        var bucket = _hashes[index] & (_buckets.Length - 1);
        while (_buckets[bucket] != 0)
        {
            bucket = (bucket + 1) & (_buckets.Length - 1);
        }

        _buckets[bucket] = index + 1;
    }

    private void Grow()
    {
        var capacity = Math.Max(_slices.Length * 2, 16);
        Array.Resize(ref _slices, capacity);
        Array.Resize(ref _hashes, capacity);
        _buckets = NewBuckets(capacity);
        for (var i = 0; i < Count; i++)
        {
            Place(i);
        }
    }
}
