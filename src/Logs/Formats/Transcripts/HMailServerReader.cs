using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// <c>"POP3D"	thread	session	"time"	"address"	"SENT: +OK …"</c>: SENT is the server; <c>[nl]</c> stands for the end of a line.
/// Messages are not shown.
/// </summary>
internal sealed class HMailServerReader(SessionTable sessions) : ILineReader
{
    private readonly TranscriptSessions _transcripts = new(sessions);

    public bool Recognises(in LogLine line) =>
        line.Octets.StartsWith("\"POP3D\"\t"u8) || (line.Octets.StartsWith("\""u8) && Column(line.Octets, 1, out _) && Kind(line.Octets));

    public LineFate Read(in LogLine line)
    {
        var text = line.Octets;
        if (!text.StartsWith("\"POP3D\"\t"u8))
        {
            return Debug(line);
        }

        if (!Column(text, 2, out var number) || !Column(text, 4, out var address) || !Column(text, 5, out var said, isRest: true))
        {
            return LineFate.Unread;
        }

        var isServer = said.StartsWith("SENT: "u8);
        if (number.IsEmpty || (!isServer && !said.StartsWith("RECEIVED: "u8)))
        {
            return LineFate.Unread;
        }

        said = said[(isServer ? "SENT: "u8.Length : "RECEIVED: "u8.Length)..];
        var session = _transcripts.Find(number);
        if (session is null || (isServer && TranscriptSessions.IsReply(said) && TranscriptSessions.Of(session) is { HasReplied: true, IsWaiting: false, IsInBody: false }))
        {
            // Numbers begin anew when the server does.
            session = _transcripts.Open(number, line);
            session.Address = sessions.Names.OrNull(address);
        }

        var fate = sessions.Take(session, line);
        var conversation = TranscriptSessions.Of(session);
        while (true)
        {
            var end = said.IndexOf("[nl]"u8);
            var one = end < 0 ? said : said[..end];
            if (isServer)
            {
                conversation.Server(line.Time, one);
            }
            else
            {
                conversation.Client(line.Time, one);
            }

            if (end < 0 || said.Length == end + 4)
            {
                break;
            }

            said = said[(end + 4)..];
        }

        if (conversation.HasQuit)
        {
            _transcripts.End(session);
        }
        else
        {
            // Without its DEBUG lines the log does not say when a connection went.
            session.Ended = session.Login == Login.Failed ? Ended.LoginFailed : Ended.Unfinished;
        }

        return fate;
    }

    // "DEBUG" thread "time" "Ending session 268"
    private LineFate Debug(in LogLine line)
    {
        if (Column(line.Octets, 3, out var text) && text.StartsWith("Ending session "u8)
            && _transcripts.Find(text["Ending session "u8.Length..]) is { } session)
        {
            var fate = _transcripts.Note(session, line, text);
            _transcripts.End(session);
            return fate;
        }

        return LineFate.Known;
    }

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        if (line.IsEmpty || line[0] != '"')
        {
            return false;
        }

        // Before the address of a protocol's line, in the third column of the others'.
        return (Column(line, 3, out var text) && clock.TryRead(text, out time, out _)) || (Column(line, 2, out text) && clock.TryRead(text, out time, out _));
    }

    // The other lines of the same log.
    private static bool Kind(ReadOnlySpan<byte> text)
    {
        var kind = text[1..];
        var end = kind.IndexOf("\"\t"u8);
        return end > 0 && (kind[..end].SequenceEqual("TCPIP"u8) || kind[..end].SequenceEqual("SMTPD"u8) || kind[..end].SequenceEqual("SMTPC"u8)
            || kind[..end].SequenceEqual("IMAPD"u8) || kind[..end].SequenceEqual("POP3C"u8) || kind[..end].SequenceEqual("DEBUG"u8)
            || kind[..end].SequenceEqual("APPLICATION"u8) || kind[..end].SequenceEqual("ERROR"u8));
    }

    // Without its quotes.
    private static bool Column(ReadOnlySpan<byte> line, int number, out ReadOnlySpan<byte> column, bool isRest = false)
    {
        column = line;
        for (; number > 0; number--)
        {
            var tab = column.IndexOf((byte)'\t');
            if (tab < 0)
            {
                return false;
            }

            column = column[(tab + 1)..];
        }

        var end = isRest ? -1 : column.IndexOf((byte)'\t');
        column = end < 0 ? column : column[..end];
        column = column.StartsWith("\""u8) ? column[1..] : column;
        column = column.EndsWith("\""u8) ? column[..^1] : column;
        return true;
    }
}
