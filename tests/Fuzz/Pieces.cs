using System.Buffers;

namespace Restante.Fuzz;

/// <summary>Octets as a sequence of many segments, the way a pipe may hold them.</summary>
public static class Pieces
{
    public static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> octets, int size)
    {
        if (octets.Length <= size)
        {
            return new ReadOnlySequence<byte>(octets);
        }

        var first = new Segment(octets[..size], 0);
        var last = first;
        for (var at = size; at < octets.Length; at += size)
        {
            last = last.Append(octets.Slice(at, Math.Min(size, octets.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> octets, long before)
        {
            Memory = octets;
            RunningIndex = before;
        }

        public Segment Append(ReadOnlyMemory<byte> octets)
        {
            var next = new Segment(octets, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
