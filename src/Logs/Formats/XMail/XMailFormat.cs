using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.XMail;

/// <summary>XMail's POP3 log: a line a login, with the password in clear, which is not even looked at.</summary>
public sealed class XMailFormat : ILogFormat
{
    public string Name => "xmail";

    public string Title => "XMail, POP3 log";

    public bool IsProved => false;

    public ILineReader Open(SessionTable sessions) => new XMailReader(sessions);
}

/// <summary><c>"pop.example.org" "example.org" "192.0.2.7" "2026-11-21 10:15:03" "ann" "secret"</c>, parted by tabs.</summary>
internal sealed class XMailReader(SessionTable sessions) : ILineReader
{
    private const int Fields = 5;

    public bool Recognises(in LogLine line) => TryPart(line.Octets, stackalloc Range[Fields], out _);

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        Span<Range> cells = stackalloc Range[Fields];
        time = default;
        return TryPart(line, cells, out _) && clock.TryRead(line[cells[3]], out time, out _);
    }

    public LineFate Read(in LogLine line)
    {
        Span<Range> cells = stackalloc Range[Fields];
        if (!TryPart(line.Octets, cells, out _))
        {
            return LineFate.Unread;
        }

        var octets = line.Octets;
        var session = sessions.Open([.. octets[cells[2]], (byte)'-', .. octets[cells[3]][11..]], line);
        session.Address = sessions.Names.OrNull(octets[cells[2]]);
        session.User = sessions.Names.OrNull(octets[cells[4]]);
        session.Login = Login.Ok;
        var fate = sessions.Take(session, line);

        // It says no more than that somebody came in.
        session.End = default;
        sessions.End(session);
        return fate;
    }

    // Five quoted cells and a sixth that nobody reads; the fourth is a time.
    private static bool TryPart(ReadOnlySpan<byte> line, Span<Range> cells, out int end)
    {
        end = 0;
        if (!line.StartsWith("\""u8) || line.Count((byte)'\t') < Fields)
        {
            return false;
        }

        for (var i = 0; i < Fields; i++)
        {
            var tab = line[end..].IndexOf((byte)'\t');
            if (tab < 2 || line[end] != '"' || line[end + tab - 1] != '"')
            {
                return false;
            }

            cells[i] = (end + 1)..(end + tab - 1);
            end += tab + 1;
        }

        var time = line[cells[3]];
        return time.Length == 19 && time[4] == '-' && time[10] == ' ' && time[13] == ':';
    }
}
