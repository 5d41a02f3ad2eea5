using System.Buffers;
using System.Buffers.Text;

namespace Restante.Logs.Lines;

/// <summary>
/// What stands before the message in a line of syslog, of the journal, or of a program's own file: <c>TIME [HOST]
/// PROGRAM[PID]: message</c>. Positions in the line; a length of 0 is: not there.
/// </summary>
public readonly record struct LineHead
{
    // What ends a word that may be a program's name.
    private static readonly SearchValues<byte> WordEnd = SearchValues.Create(" :[(<"u8);

    public LogTime Time { get; internal init; }

    /// <summary>Behind the time and the blank that follows it; 0 without a time.</summary>
    public int AfterTime { get; private init; }

    public int HostStart { get; private init; }

    public int HostLength { get; private init; }

    public int ProgramStart { get; private init; }

    public int ProgramLength { get; private init; }

    /// <summary>0 when the line names none.</summary>
    public int ProcessId { get; private init; }

    /// <summary>
    /// Where the message begins: behind <c>program[pid]: </c>, directly behind the program's name where something else
    /// follows it, behind the time without a program.
    /// </summary>
    public int Message { get; private init; }

    /// <summary>The line is of a form in which every line names a program.</summary>
    public bool HasProgram => ProgramLength > 0;

    public static LineHead Read(ReadOnlySpan<byte> line, LineClock clock)
    {
        var (at, modern) = Priority(line);
        if (!clock.TryRead(line[at..], out var time, out var used))
        {
            return default;
        }

        at += used;
        if (at < line.Length && line[at] == ' ')
        {
            at++;
        }

        var head = new LineHead { Time = time, AfterTime = at, Message = at };
        return modern ? head.WithModernNames(line) : head.WithNames(line);
    }

    // <34> before the time; <34>1 is RFC 5424.
    private static (int Length, bool Modern) Priority(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] != '<' || line[..Math.Min(5, line.Length)].IndexOf((byte)'>') is var end && end < 2)
        {
            return (0, false);
        }

        end++;
        return line[end..].StartsWith("1 "u8) ? (end + 2, true) : (end, false);
    }

    private LineHead WithNames(ReadOnlySpan<byte> line)
    {
        var head = this;
        var start = AfterTime;
        var end = Word(line, start);
        if (end < line.Length && line[end] == ' ' && end > start)
        {
            // The first word ends in a blank: it is the host, and the program comes behind it.
            head = head with { HostStart = start, HostLength = end - start, Message = end + 1 };
            start = end + 1;
            end = Word(line, start);
        }

        // "program:", "program[12]:", "pop3(ann)<12><id>:"; a path, as in cyrus/pop3, is part of the name.
        if (end == start || end >= line.Length || line[end] == ' ')
        {
            return head;
        }

        var (message, pid) = (end, 0);
        if (line[end] == '[' && Utf8Parser.TryParse(line[(end + 1)..], out pid, out var digits)
            && line[(end + 1 + digits)..].StartsWith("]"u8))
        {
            message = end + digits + 2;
        }

        if (message < line.Length && line[message] == ':')
        {
            message += line[message..].StartsWith(": "u8) ? 2 : 1;
        }

        return head with { ProgramStart = start, ProgramLength = end - start, ProcessId = pid, Message = message };
    }

    // HOST PROGRAM PID MSGID SD MESSAGE
    private LineHead WithModernNames(ReadOnlySpan<byte> line)
    {
        Span<int> starts = stackalloc int[5];
        var at = AfterTime;
        for (var i = 0; i < 5; i++)
        {
            starts[i] = at;
            var blank = line[Math.Min(at, line.Length)..].IndexOf((byte)' ');
            if (i < 4 && blank < 0)
            {
                return this;
            }

            at += blank + 1;
        }

        var message = starts[4];
        if (line[message..].StartsWith("["u8))
        {
            // Structured data ends in a bracket that is not escaped; our formats have none with quoted brackets.
            var end = line[message..].IndexOf("] "u8);
            message = end < 0 ? line.Length : message + end + 2;
        }
        else
        {
            message += line[message..].StartsWith("- "u8) ? 2 : 1;
        }

        message = Math.Min(message, line.Length);
        message += line[message..].StartsWith("\uFEFF"u8) ? 3 : 0;
        _ = Utf8Parser.TryParse(line[starts[2]..], out int pid, out _);
        return this with
        {
            HostStart = starts[0],
            HostLength = starts[1] - starts[0] - 1,
            ProgramStart = starts[1],
            ProgramLength = starts[2] - starts[1] - 1,
            ProcessId = pid,
            Message = message,
        };
    }

    private static int Word(ReadOnlySpan<byte> line, int start)
    {
        var length = line[start..].IndexOfAny(WordEnd);
        return length < 0 ? line.Length : start + length;
    }
}
