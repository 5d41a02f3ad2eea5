namespace Restante.Logs.Input;

/// <summary>
/// One source that grows. When another file takes its name, the old one is read on until it has been quiet for a while:
/// servers write into it until they are told of the rotation. <see cref="FollowedSources"/> puts many together.
/// </summary>
/// <param name="source">What is followed.</param>
/// <param name="open">Opens it; true where it is opened anew.</param>
/// <param name="fault">Takes why it cannot be read.</param>
internal sealed class FollowedFile(LogSource source, Func<bool, LogCursor> open, Action<string> fault) : IDisposable
{
    /// <summary>How many looks in a row find nothing before a file that was renamed is left: five seconds.</summary>
    private const int QuietLooks = 20;

    private LogCursor? _current;

    // The file that had the name before, and for how many looks it has been quiet.
    private LogCursor? _leaving;
    private int _quiet;
    private bool _hasLine, _leavingHasLine;
    private bool _wasOpened;

    /// <summary>Nothing can come any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The line that it stands on, of both files the earlier; null when there is none for now.</summary>
    public LogCursor? Waiting =>
        !_leavingHasLine ? _hasLine ? _current : null
        : !_hasLine || _leaving!.Place.Order <= _current!.Place.Order ? _leaving
        : _current;

    /// <summary>The line was taken: goes on to the next that is already there.</summary>
    public void Take()
    {
        if (Waiting == _leaving && _leavingHasLine)
        {
            (_leavingHasLine, _quiet) = (_leaving!.Advance(growing: true), 0);
        }
        else if (_current is not null)
        {
            _hasLine = Advance(_current);
        }
    }

    /// <summary>Looks whether something was added, or the file was replaced.</summary>
    public void Look()
    {
        if (IsOver)
        {
            return;
        }

        LookAtLeaving();
        if (_hasLine || (_current is null && !TryOpen()))
        {
            return;
        }

        // Before anything is read: behind the old end the new text would begin in the midst of a line.
        if (_current is { } truncated && source.IsReopenable && truncated.Lines.IsTruncated)
        {
            Close(truncated);
            _current = null;
            if (!TryOpen())
            {
                return;
            }
        }

        _hasLine = Advance(_current!);
        if (_hasLine || IsOver)
        {
            return;
        }

        if (source.IsReopenable && _leaving is null && IsReplaced(_current!))
        {
            // It will be read on, but a conversation may go on in the new one.
            (_leaving, _current, _quiet) = (_current, null, 0);
            _leaving!.EndOfFile();
            _hasLine = TryOpen() && Advance(_current!);
        }
    }

    /// <summary>No more is to come: what readers hold back is let go.</summary>
    public void Finish()
    {
        _leaving?.EndOfFile();
        _current?.EndOfFile();
    }

    public void Dispose()
    {
        _leaving?.Dispose();
        _current?.Dispose();
    }

    private void LookAtLeaving()
    {
        if (_leaving is null || _leavingHasLine)
        {
            return;
        }

        _leavingHasLine = _leaving.Advance(growing: true);
        _quiet = _leavingHasLine ? 0 : _quiet + 1;
        if (_quiet >= QuietLooks)
        {
            // Its last line may have no end.
            _leavingHasLine = _leaving.Advance();
            if (!_leavingHasLine)
            {
                Close(_leaving);
                _leaving = null;
            }
        }
    }

    private bool Advance(LogCursor cursor)
    {
        var growing = source.IsReopenable || !source.IsAtEnd();
        if (cursor.Advance(growing))
        {
            return true;
        }

        if (!growing || cursor.Lines.Fault is not null)
        {
            IsOver = true;
            Close(cursor);
            _current = null;
        }

        return false;
    }

    private bool TryOpen()
    {
        try
        {
            _current = open(_wasOpened);
            _wasOpened = true;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Between the renaming of the old and the making of the new there is none.
            if (!_wasOpened)
            {
                fault(e.Message);
                IsOver = true;
            }

            return false;
        }
    }

    private void Close(LogCursor cursor)
    {
        cursor.EndOfFile();
        if (cursor.Lines.Fault is { } reason)
        {
            fault(reason);
        }

        cursor.Dispose();
    }

    // Told by beginning and length, not by name or number: so it is noticed on every file system.
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
