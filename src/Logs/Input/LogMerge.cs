namespace Restante.Logs.Input;

/// <summary>
/// Several sources as one, in the order of time, whatever the order of their names. Within a file the order is the file's.
/// A file is open only while it is its turn, or one of few.
/// </summary>
internal sealed class LogMerge(IReadOnlyList<LogSource> sources, Func<int, LogCursor> open, Action<int, string> fault) : IDisposable
{
    /// <summary>More files than these are closed again until their time comes.</summary>
    private const int FewFiles = 16;

    private readonly PriorityQueue<(int File, LogCursor? Cursor), (long Order, long First, int File)> _waiting = new();
    private LogCursor? _current;
    private bool _isStarted;

    /// <summary>Octets that were read of files that are done.</summary>
    public long OctetsDone { get; private set; }

    public long OctetsOfTextDone { get; private set; }

    public LogCursor? Current => _current;

    /// <summary>Stands on the next line of all; null at the end.</summary>
    public LogCursor? Next()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            for (var file = 0; file < sources.Count; file++)
            {
                Begin(file);
            }
        }
        else if (_current is { } cursor)
        {
            if (!cursor.Advance())
            {
                Close(cursor);
                _current = null;
            }
            else if (!_waiting.TryPeek(out _, out var first) || cursor.Place.CompareTo(first) <= 0)
            {
                return cursor;
            }
            else
            {
                _waiting.Enqueue((cursor.File, cursor), cursor.Place);
                _current = null;
            }
        }

        while (_waiting.TryDequeue(out var next, out _))
        {
            _current = next.Cursor ?? Open(next.File);
            if (_current is not null)
            {
                return _current;
            }
        }

        return null;
    }

    public void Dispose()
    {
        _current?.Dispose();
        while (_waiting.TryDequeue(out var next, out _))
        {
            next.Cursor?.Dispose();
        }
    }

    private void Begin(int file)
    {
        if (Open(file) is not { } cursor)
        {
            return;
        }

        if (sources.Count > FewFiles && sources[file].IsReopenable)
        {
            _waiting.Enqueue((file, null), cursor.Place);
            cursor.Dispose();
        }
        else
        {
            _waiting.Enqueue((file, cursor), cursor.Place);
        }
    }

    private LogCursor? Open(int file)
    {
        LogCursor cursor;
        try
        {
            cursor = open(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault(file, e.Message);
            return null;
        }

        if (cursor.Advance())
        {
            return cursor;
        }

        Close(cursor);
        return null;
    }

    private void Close(LogCursor cursor)
    {
        cursor.EndOfFile();
        OctetsDone += cursor.Lines.OctetsRead;
        OctetsOfTextDone += cursor.Lines.OctetsOfText;
        if (cursor.Lines.Fault is { } reason)
        {
            fault(cursor.File, reason);
        }

        cursor.Dispose();
    }
}
