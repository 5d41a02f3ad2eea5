namespace Restante.Logs.Input;

/// <summary>
/// Files that grow, as one, in the order of time as far as it goes: of the lines that are there the earliest is next. A
/// line that is written later than a look at all files comes later, whatever its time.
/// </summary>
internal sealed class FollowedSources : IDisposable
{
    /// <summary>How long to wait when nothing is there.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Lines of busy files that are taken before quiet ones are looked at again.</summary>
    private const int LinesPerLook = 1000;

    private readonly FollowedFile[] _files;
    private FollowedFile? _last;
    private int _sinceLook = LinesPerLook;

    /// <param name="sources">What is followed.</param>
    /// <param name="open">Opens one; true where it is opened anew.</param>
    /// <param name="fault">Takes why one cannot be read.</param>
    public FollowedSources(IReadOnlyList<LogSource> sources, Func<int, bool, LogCursor> open, Action<int, string> fault) =>
        _files = [.. sources.Select((s, file) => new FollowedFile(s, again => open(file, again), reason => fault(file, reason)))];

    /// <summary>False when nothing can grow any more.</summary>
    public bool Any => _files.Any(f => !f.IsOver || f.Waiting is not null);

    /// <summary>Stands on the next line of all files; null when there is none for now. It looks at each file once then.</summary>
    public LogCursor? Next()
    {
        _last?.Take();
        _last = null;
        if (_sinceLook >= LinesPerLook || !_files.Any(f => f.Waiting is not null))
        {
            _sinceLook = 0;
            foreach (var file in _files)
            {
                file.Look();
            }
        }

        foreach (var file in _files)
        {
            if (file.Waiting is { } cursor && (_last is null || cursor.Place.CompareTo(_last.Waiting!.Place) < 0))
            {
                _last = file;
            }
        }

        _sinceLook++;
        return _last?.Waiting;
    }

    /// <summary>No more is to come.</summary>
    public void Finish()
    {
        foreach (var file in _files)
        {
            file.Finish();
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }
}
