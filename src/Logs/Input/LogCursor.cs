using Restante.Logs.Formats;
using Restante.Logs.Lines;

namespace Restante.Logs.Input;

/// <summary>Stands on one line of one source, knows its time, and finds the reader that understands it.</summary>
internal sealed class LogCursor : IDisposable
{
    private readonly int _file;
    private readonly LineClock _clock;
    private readonly LogLines _lines;
    private readonly ILineReader[] _readers;

    // The reader of the line before: most logs are one program's.
    private ILineReader? _last;
    private LineHead _head;
    private long _order = long.MinValue, _first = long.MinValue;

    public LogCursor(int file, LogSource source, TimeZoneInfo zone, IEnumerable<ILineReader> readers)
    {
        (_file, Source, _clock, _readers) = (file, source, new LineClock(zone, source.Written), [.. readers]);
        _lines = new LogLines(source.Open());
    }

    public LogSource Source { get; }

    public int File => _file;

    public LogLines Lines => _lines;

    public LogTime Time => _head.Time;

    /// <summary>
    /// Where the line belongs between those of other files: its time, but never before that of the line before it; of the
    /// same moment the file that began earlier is first.
    /// </summary>
    public (long Order, long First, int File) Place => (_order, _first, _file);

    /// <summary>Goes to the next line; false at the end.</summary>
    public bool Advance(bool growing = false)
    {
        if (!_lines.Next(growing))
        {
            return false;
        }

        var line = _lines.Current;
        _head = LineHead.Read(line, _clock);
        if (!_head.Time.IsKnown && TryOwnTime(line, out var time))
        {
            _head = _head with { Time = time };
        }

        _order = Math.Max(_order, _head.Time.IsKnown ? _head.Time.Instant : _order);
        _first = _first == long.MinValue ? _order : _first;
        return true;
    }

    /// <summary>Gives the line to the reader that recognises it.</summary>
    public LineFate Read()
    {
        var octets = _lines.Current;
        if (_lines.IsTooLong)
        {
            return LineFate.Unread;
        }

        var line = new LogLine(octets, _head, new LineSource(_file, _lines.Number));
        if (_last is not null && _last.Recognises(line))
        {
            return _last.Read(line);
        }

        foreach (var reader in _readers)
        {
            if (reader != _last && reader.Recognises(line))
            {
                _last = reader;
                return reader.Read(line);
            }
        }

        return octets.IsEmpty || IsSyslogsOwn(line) ? LineFate.Known
            : _head.HasProgram ? LineFate.Other
            : LineFate.Unread;
    }

    public void EndOfFile()
    {
        foreach (var reader in _readers)
        {
            reader.EndOfFile();
        }
    }

    public void Dispose() => _lines.Dispose();

    private bool TryOwnTime(ReadOnlySpan<byte> line, out LogTime time)
    {
        if (_last is not null)
        {
            return _last.TryTime(line, _clock, out time);
        }

        foreach (var reader in _readers)
        {
            if (reader.TryTime(line, _clock, out time))
            {
                return true;
            }
        }

        time = default;
        return false;
    }

    private static bool IsSyslogsOwn(in LogLine line) =>
        line.Time.IsKnown && (line.Message.StartsWith("last message repeated "u8) || line.Message.StartsWith("message repeated "u8) || line.Message.StartsWith("-- MARK --"u8));
}
