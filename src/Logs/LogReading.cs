using Restante.Logs.Formats;
using Restante.Logs.Input;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs;

/// <summary>How logs are to be read.</summary>
public sealed record LogReadingOptions
{
    /// <summary>The formats that are tried, the first that recognises a line has it.</summary>
    public IReadOnlyList<ILogFormat> Formats { get; init; } = FormatTable.All;

    /// <summary>Where logs that name no zone are assumed to have been written.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Which sessions keep what was said in them, by id.</summary>
    public Func<Session, bool>? KeepsSteps { get; init; }

    /// <summary>Open sessions of one format that are held at once.</summary>
    public int MostOpen { get; init; } = SessionTable.Most;
}

/// <summary>
/// Reads logs and hands on their sessions, each once, when it is over. Memory does not grow with the log. Every line
/// becomes one of four, so that the counts add up: <see cref="Lines"/> = <see cref="InSessions"/> + <see cref="Known"/> +
/// <see cref="Other"/> + <see cref="Unread"/>.
/// </summary>
public sealed class LogReading : IDisposable
{
    private readonly LogMerge _merge;
    private readonly List<SessionTable> _tables = [];
    private readonly List<LogFault> _faults = [];
    private readonly long[] _fates = new long[4];
    private readonly Func<int, DateTimeOffset?, LogCursor> _open;
    private readonly IReadOnlyList<LogSource> _sources;

    /// <param name="sources">What to read, in any order.</param>
    /// <param name="options">How.</param>
    /// <param name="session">Takes each session.</param>
    public LogReading(IReadOnlyList<LogSource> sources, LogReadingOptions options, Action<Session> session)
    {
        _sources = sources;
        var names = new NameTable();
        foreach (var format in options.Formats)
        {
            _tables.Add(new SessionTable(format.Name, names, session, options.MostOpen) { KeepsSteps = options.KeepsSteps });
        }

        _open = (file, written) => new LogCursor(
            file, sources[file] with { Written = written ?? sources[file].Written }, options.Zone, options.Formats.Select((f, i) => f.Open(_tables[i])));
        _merge = new LogMerge(sources, file => _open(file, null), (file, reason) => _faults.Add(new LogFault(sources[file].Name, reason)));
    }

    /// <summary>Takes each line that could not be read: where it stands, and its octets, which may hold anything.</summary>
    public Action<LineSource, ReadOnlySpan<byte>>? OnUnread { get; init; }

    public long Lines { get; private set; }

    public long InSessions => _fates[(int)LineFate.InSession];

    public long Known => _fates[(int)LineFate.Known];

    public long Other => _fates[(int)LineFate.Other];

    public long Unread => _fates[(int)LineFate.Unread];

    /// <summary>Octets read so far, compressed as they are.</summary>
    public long OctetsRead => _merge.OctetsDone + (_merge.Current?.Lines.OctetsRead ?? 0);

    /// <summary>Octets of text read so far.</summary>
    public long OctetsOfText => _merge.OctetsOfTextDone + (_merge.Current?.Lines.OctetsOfText ?? 0);

    /// <summary>Sessions that were handed on early, since too many were open.</summary>
    public long Evicted => _tables.Sum(t => t.Evicted);

    /// <summary>Why a log that was read gave no sessions, and what to do; one a format.</summary>
    public IEnumerable<string> Remarks => _tables.Where(t => t.Handed == 0).Select(t => t.Remark).OfType<string>();

    /// <summary>What could not be read of the sources.</summary>
    public IReadOnlyList<LogFault> Faults => _faults;

    /// <summary>Reads until the end, or until <paramref name="stop"/>; open sessions are handed on either way.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _merge.Next() is { } cursor)
        {
            Take(cursor);
        }

        EndAll();
    }

    /// <summary>
    /// Reads what is there, merged by time, and goes on with what is added, also where a file is rotated or truncated;
    /// until <paramref name="stop"/>. Then open sessions are handed on.
    /// </summary>
    /// <param name="time">By whose clock it waits.</param>
    /// <param name="idle">Called each time when nothing is left to read.</param>
    /// <param name="stop">Ends it.</param>
    public async Task FollowAsync(TimeProvider time, Action idle, CancellationToken stop)
    {
        using var followed = new FollowedSources(
            _sources,
            // A file that was made meanwhile is of now: after New Year its lines are of another year.
            (file, again) => _open(file, again ? time.GetUtcNow() : null),
            (file, reason) => _faults.Add(new LogFault(_sources[file].Name, reason)));
        while (!stop.IsCancellationRequested && followed.Any)
        {
            if (followed.Next() is { } cursor)
            {
                Take(cursor);
                continue;
            }

            idle();
            await Task.Delay(FollowedSources.Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        followed.Finish();
        EndAll();
    }

    public void Dispose() => _merge.Dispose();

    private void Take(LogCursor cursor)
    {
        Lines++;
        var fate = cursor.Read();
        _fates[(int)fate]++;
        if (fate == LineFate.Unread)
        {
            OnUnread?.Invoke(new LineSource(cursor.File, cursor.Lines.Number), cursor.Lines.Current);
        }
    }

    private void EndAll()
    {
        foreach (var table in _tables)
        {
            table.EndAll();
        }
    }
}

/// <summary>A source that could not be read, or not to its end.</summary>
public sealed record LogFault(string Source, string Reason);
