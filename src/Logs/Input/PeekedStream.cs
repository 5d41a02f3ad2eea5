namespace Restante.Logs.Input;

/// <summary>A stream whose first octets were looked at, and which counts what was read.</summary>
internal sealed class PeekedStream(Stream inner) : OuterStream(inner)
{
    private readonly byte[] _head = new byte[8];
    private int _headLength, _headUsed;
    private readonly byte[] _beginning = new byte[LogLines.Kept];
    private int _beginningLength;

    /// <summary>Octets that came out of the inner stream.</summary>
    public long Octets { get; private set; }

    /// <summary>The first octets that came out of it, as they are in the file.</summary>
    public ReadOnlySpan<byte> Beginning => _beginning.AsSpan(0, _beginningLength);

    /// <summary>What was read is no longer there: logrotate's copytruncate empties the file itself.</summary>
    public bool IsTruncated
    {
        get
        {
            if (!Inner.CanSeek)
            {
                return false;
            }

            if (Inner.Length < Octets)
            {
                return true;
            }

            // Emptied, and already longer than before: the beginning is another one.
            var place = Inner.Position;
            Span<byte> now = stackalloc byte[LogLines.Kept];
            now = now[.._beginningLength];
            Inner.Position = 0;
            var isSame = Inner.ReadAtLeast(now, now.Length, throwOnEndOfStream: false) == now.Length && now.SequenceEqual(Beginning);
            Inner.Position = place;
            return !isSame;
        }
    }

    /// <summary>Up to eight octets from the beginning; they are read again afterwards.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        while (_headLength < _head.Length && Inner.Read(_head.AsSpan(_headLength)) is > 0 and var count)
        {
            Keep(_head.AsSpan(_headLength, count));
            _headLength += count;
            Octets += count;
        }

        return _head.AsSpan(0, _headLength);
    }

    /// <summary>Leaves out octets that were peeked at.</summary>
    public void Skip(int count) => _headUsed = count;

    public override int Read(Span<byte> buffer)
    {
        var waiting = _head.AsSpan(_headUsed, _headLength - _headUsed);
        if (!waiting.IsEmpty && !buffer.IsEmpty)
        {
            var count = Math.Min(waiting.Length, buffer.Length);
            waiting[..count].CopyTo(buffer);
            _headUsed += count;
            return count;
        }

        var read = Inner.Read(buffer);
        Octets += read;
        Keep(buffer[..read]);
        return read;
    }

    private void Keep(ReadOnlySpan<byte> octets)
    {
        var count = Math.Min(octets.Length, _beginning.Length - _beginningLength);
        octets[..count].CopyTo(_beginning.AsSpan(_beginningLength));
        _beginningLength += count;
    }
}
