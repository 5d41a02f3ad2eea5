namespace Restante.Logs.Input;

/// <summary>
/// The lines of one source. One buffer serves the whole file; a line that is longer than <see cref="Limit"/> is passed
/// over, whatever its length, and said to be too long.
/// </summary>
public sealed class LogLines : IDisposable
{
    /// <summary>The longest line that is read; a transcript may hold a whole list in one.</summary>
    public const int Limit = 256 * 1024;

    /// <summary>What is kept of a line that is too long.</summary>
    public const int Kept = 256;

    // Read at once: more would not be in the nearest cache any more when its lines are looked at.
    private const int Piece = 64 * 1024;

    private readonly byte[] _buffer = new byte[2 * Limit];
    private readonly PeekedStream _raw;
    private Stream? _stream;
    private int _start, _end;
    private int _lineStart, _lineLength;
    private bool _isSkipping, _isText;

    /// <param name="stream">Owned from here.</param>
    public LogLines(Stream stream) => _raw = new PeekedStream(stream);

    /// <summary>The line without its end; valid until the next.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The current line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line was longer than the limit; <see cref="Current"/> is its beginning.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Why reading ended before the end; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Octets read from the file, compressed as they are.</summary>
    public long OctetsRead => _raw.Octets;

    /// <summary>How the file begins, as it is on the disk.</summary>
    public ReadOnlySpan<byte> Beginning => _raw.Beginning;

    /// <summary>The file was emptied, and may have been written anew, since its beginning was read.</summary>
    public bool IsTruncated => _raw.IsTruncated;

    /// <summary>Octets of text that were handed out as lines, with their ends.</summary>
    public long OctetsOfText { get; private set; }

    /// <summary>Goes to the next line. False at the end, or at a fault.</summary>
    /// <param name="growing">The file is still written: a line without its end is not yet one.</param>
    public bool Next(bool growing = false)
    {
        IsTooLong = false;
        var scanned = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (end >= 0)
            {
                Take(scanned + end, 1);
                return true;
            }

            scanned = _end - _start;
            if (_isSkipping || scanned > Limit)
            {
                // What was kept stands at the front; the rest goes nowhere.
                if (!_isSkipping)
                {
                    _buffer.AsSpan(_start, Kept).CopyTo(_buffer);
                    _isSkipping = true;
                }

                OctetsOfText += scanned;
                (_start, _end, scanned) = (Kept, Kept, 0);
            }

            if (Fill())
            {
                continue;
            }

            if (growing || (_end == _start && !_isSkipping))
            {
                return false;
            }

            Take(scanned, 0);
            return true;
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _raw.Dispose();
    }

    private void Take(int length, int endLength)
    {
        Number++;
        OctetsOfText += length + endLength;
        (_lineStart, _lineLength) = (_start, length);
        _start += length + endLength;
        if (_isSkipping)
        {
            (_lineStart, _lineLength, IsTooLong, _isSkipping) = (0, Kept, true, false);
        }
        else if (length > Limit)
        {
            (_lineLength, IsTooLong) = (Kept, true);
        }
        else if (length > 0 && _buffer[_lineStart + length - 1] == '\r')
        {
            _lineLength--;
        }
    }

    private bool Fill()
    {
        // While a line is passed over, its beginning stands in the first octets.
        var front = _isSkipping ? Kept : 0;
        if (_start > front)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer.AsSpan(front));
            (_start, _end) = (front, front + _end - _start);
        }

        if (Fault is not null)
        {
            return false;
        }

        try
        {
            _stream ??= PlainStream.Of(_raw);
            var count = _stream.Read(_buffer.AsSpan(_end, Math.Min(Piece, _buffer.Length - _end)));
            if (!_isText && count >= NotText.Least)
            {
                _isText = true;
                Fault = NotText.Why(_buffer.AsSpan(_end, count));
                if (Fault is not null)
                {
                    // Nor is what came before it a line.
                    _end = _start;
                    return false;
                }
            }

            _end += count;
            return count > 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Fault = e is InvalidDataException && _stream is not null
                ? "the compressed data is damaged or cut off; what came before it was read"
                : e.Message;
            return false;
        }
    }
}
