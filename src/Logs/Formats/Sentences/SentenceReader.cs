using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// Reads a log of sentences in syslog: a session's lines bear its process's number, and each is one of a table. A line
/// of the program that is none of them is not read, and counted so.
/// </summary>
internal sealed class SentenceReader(SentenceFormat format, SessionTable sessions) : ILineReader
{
    // A host's name, a program's, and two numbers.
    private const int LongestKey = 160;

    private const int NearestProcesses = 8;

    public bool Recognises(in LogLine line) => line.Head.ProcessId > 0 && format.IsProgram(line.Program) && format.IsOurs(line.Message);

    public LineFate Read(in LogLine line)
    {
        Span<Range> places = stackalloc Range[SentencePattern.MostPlaces];
        foreach (var sentence in format.Sentences)
        {
            if (sentence.Form.Matches(line.Message, places))
            {
                return Apply(sentence, line, places);
            }
        }

        return LineFate.Unread;
    }

    private LineFate Apply(Sentence sentence, in LogLine line, ReadOnlySpan<Range> places)
    {
        Span<byte> buffer = stackalloc byte[LongestKey];
        var told = new Told(line.Message, sentence.Places, places, sessions.Names, line.Time);
        var key = Key(line, sentence.Belongs == Belongs.EndsProcess ? told.Number("process") ?? 0 : line.Head.ProcessId, buffer);
        var session = sentence.Belongs switch
        {
            Belongs.ToNobody => null,
            Belongs.IfAny or Belongs.EndsProcess => sessions.Find(key),
            Belongs.First or Belongs.Alone => Named(sessions.Open(key, line), line),
            _ => sessions.Find(key) ?? (sentence.IsOfChild ? Parents(line, told) : null) ?? Named(sessions.Open(key, line), line),
        };
        if (session is null)
        {
            return LineFate.Known;
        }

        sentence.Effect?.Invoke(session, told);
        if (sentence.Belongs == Belongs.First && format.HasChildren && session.Address is not null)
        {
            session.ProcessId = line.Head.ProcessId;
            sessions.Name(session, Encoding.UTF8.GetBytes(session.Address));
        }

        var fate = sessions.Take(session, line);
        sessions.Say(session, line.Time, Side.Log, line.Message);
        if (sentence.Belongs is Belongs.Last or Belongs.Alone or Belongs.EndsProcess)
        {
            sessions.End(session);
        }

        return fate;
    }

    // A process gets its number soon after the one that starts it; another session from the same address is as near at best.
    private Session? Parents(in LogLine line, in Told told)
    {
        var address = Encoding.UTF8.GetBytes(told.Address("address") ?? "");
        for (var before = 1; before <= NearestProcesses; before++)
        {
            if (sessions.FindNamed(address, line.Head.ProcessId - before) is { Login: not Login.Ok } session)
            {
                return session;
            }
        }

        return null;
    }

    // A process may serve many: its number alone is no name for a session. With the time it is the same in every file.
    private static Session Named(Session session, in LogLine line)
    {
        var time = line.Time.IsKnown ? new DateTime(line.Time.Instant) : default;
        session.Id = string.Create(CultureInfo.InvariantCulture, $"{line.Head.ProcessId}-{time:yyyyMMddHHmmss}");
        return session;
    }

    private static ReadOnlySpan<byte> Key(in LogLine line, long process, Span<byte> buffer)
    {
        var host = line.Host[..Math.Min(64, line.Host.Length)];
        var program = line.Program[..Math.Min(64, line.Program.Length)];
        host.CopyTo(buffer);
        buffer[host.Length] = (byte)' ';
        program.CopyTo(buffer[(host.Length + 1)..]);
        var length = host.Length + 1 + program.Length;
        Utf8Formatter.TryFormat(process, buffer[length..], out var digits);
        return buffer[..(length + digits)];
    }
}
