namespace Restante.Logs.Input;

/// <summary>
/// Files that grow. A file that was rotated is told by its beginning or its length, not by its name or number: so renamed
/// files, copied and truncated ones, and those that are written anew are all noticed, on every file system.
/// </summary>
internal sealed class FollowedSources : IDisposable
{
    /// <summary>How long to wait when nothing is there.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<LogSource> _sources;
    private readonly Func<int, LogCursor> _open;
    private readonly Action<int, string> _fault;
    private readonly LogCursor?[] _cursors;
    private readonly bool[] _isOver;
    private int _turn;

    public FollowedSources(IReadOnlyList<LogSource> sources, Func<int, LogCursor> open, Action<int, string> fault)
    {
        (_sources, _open, _fault) = (sources, open, fault);
        (_cursors, _isOver) = (new LogCursor?[sources.Count], new bool[sources.Count]);
        for (var file = 0; file < sources.Count; file++)
        {
            _isOver[file] = !TryOpen(file, complain: true);
        }
    }

    /// <summary>False when nothing can grow any more.</summary>
    public bool Any => _isOver.Contains(false);

    /// <summary>Stands on the next line of any file; null when there is none for now.</summary>
    public LogCursor? Next()
    {
        for (var tried = 0; tried < _sources.Count; tried++, _turn = (_turn + 1) % _sources.Count)
        {
            if (!_isOver[_turn] && NextOf(_turn) is { } cursor)
            {
                return cursor;
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors)
        {
            cursor?.Dispose();
        }
    }

    private LogCursor? NextOf(int file)
    {
        if (_cursors[file] is null && !TryOpen(file, complain: false))
        {
            return null;
        }

        var cursor = _cursors[file]!;
        if (cursor.Advance(growing: _sources[file].IsReopenable))
        {
            return cursor;
        }

        if (!_sources[file].IsReopenable || cursor.Lines.Fault is not null)
        {
            _isOver[file] = true;
            return Close(file);
        }

        if (!IsReplaced(cursor))
        {
            return null;
        }

        // Its last line may have no end; what comes is the new file's.
        return cursor.Advance() ? cursor : Close(file);
    }

    private LogCursor? Close(int file)
    {
        if (_cursors[file]?.Lines.Fault is { } reason)
        {
            _fault(file, reason);
        }

        _cursors[file]?.Dispose();
        _cursors[file] = null;
        return null;
    }

    private bool TryOpen(int file, bool complain)
    {
        try
        {
            _cursors[file] = _open(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Between the renaming of the old and the making of the new there is none.
            if (complain)
            {
                _fault(file, e.Message);
            }

            return false;
        }
    }

    private static bool IsReplaced(LogCursor cursor)
    {
        try
        {
            using var now = cursor.Source.Open();
            if (!now.CanSeek)
            {
                return false;
            }

            if (now.Length < cursor.Lines.OctetsRead || (cursor.Lines.OctetsRead == 0 && now.Length > 0))
            {
                return true;
            }

            Span<byte> beginning = stackalloc byte[LogLines.Kept];
            beginning = beginning[..cursor.Lines.Beginning.Length];
            return now.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false) < beginning.Length
                || !beginning.SequenceEqual(cursor.Lines.Beginning);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
