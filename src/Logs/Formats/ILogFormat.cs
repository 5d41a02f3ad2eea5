using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats;

/// <summary>A server's or a client's way to write its log. One class each, and a row in <see cref="FormatTable"/>.</summary>
public interface ILogFormat
{
    /// <summary>What <c>--format</c> takes and <c>--json</c> prints; lower case, stable.</summary>
    string Name { get; }

    /// <summary>Whose log it is, with versions, for people.</summary>
    string Title { get; }

    /// <summary>True where lines of the real program were at hand, and stand in tests/data/logs.</summary>
    bool IsProved { get; }

    /// <summary>A reader for one file. What it must know of the file (columns, a mark) it keeps; sessions are the table's, which all files share.</summary>
    ILineReader Open(SessionTable sessions);
}

/// <summary>Turns the lines of one file into sessions.</summary>
public interface ILineReader
{
    /// <summary>
    /// Whether the line is this format's, by its content alone. It is asked of every line of other programs: it is cheap,
    /// and changes nothing.
    /// </summary>
    bool Recognises(in LogLine line);

    /// <summary>
    /// Takes one line that it recognised. What it makes <see cref="LineFate.InSession"/> it has given to exactly one
    /// session by <see cref="SessionTable.Take"/>. It never throws, whatever stands in the line.
    /// </summary>
    LineFate Read(in LogLine line);

    /// <summary>The line's time, where it does not stand at its very beginning; it decides the order between files.</summary>
    bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        return false;
    }

    /// <summary>The file is at its end: sessions that have no key to be found by in another file are over.</summary>
    void EndOfFile()
    {
    }
}
