using System.Numerics;

namespace Restante.Client.Load;

/// <summary>
/// Times by logarithmic buckets, as HdrHistogram keeps them: 128 steps to each doubling, so that every time it gives back
/// is at most 0.8 % too long, from nanoseconds to more than an hour, in memory that does not grow. Any thread may record.
/// </summary>
public sealed class LatencyHistogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;

    /// <summary>73 minutes; what is longer counts as that.</summary>
    private const int LongestBits = 42;

    private readonly long[] _counts = new long[(LongestBits - StepBits + 1) * Steps];
    private long _count;
    private long _sum;
    private long _longest;

    public long Count => Volatile.Read(ref _count);

    /// <summary>Nanoseconds, exactly.</summary>
    public long Longest => Volatile.Read(ref _longest);

    /// <summary>Nanoseconds, exactly; 0 of nothing.</summary>
    public double Mean => _count == 0 ? 0 : (double)_sum / _count;

    public void Record(long nanoseconds)
    {
        var value = Math.Clamp(nanoseconds, 0, (1L << LongestBits) - 1);
        Interlocked.Increment(ref _counts[IndexOf(value)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sum, value);
        for (var known = Volatile.Read(ref _longest); value > known;)
        {
            known = Interlocked.CompareExchange(ref _longest, value, known);
        }
    }

    /// <summary>Takes over what another one counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        _count += other._count;
        _sum += other._sum;
        _longest = Math.Max(_longest, other._longest);
    }

    /// <summary>The time within which that share of all was done, in nanoseconds; 0 of nothing.</summary>
    /// <param name="share">From 0 to 1: 0.99 for the 99th percentile.</param>
    public long Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Math.Clamp(share, 0, 1) * _count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return Math.Min(EndOf(i), _longest);
            }
        }

        return _longest;
    }

    private static int IndexOf(long value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - StepBits;
        return ((shift + 1) << StepBits) + (int)(value >> shift) - Steps;
    }

    // The longest time that falls into a bucket.
    private static long EndOf(int index)
    {
        if (index < Steps)
        {
            return index;
        }

        var shift = (index >> StepBits) - 1;
        return (((index & (Steps - 1)) + Steps + 1L) << shift) - 1;
    }
}
