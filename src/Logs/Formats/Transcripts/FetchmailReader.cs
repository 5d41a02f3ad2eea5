using System.Globalization;
using System.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// <c>fetchmail -v</c>: <c>POP3&lt;</c> is the server, <c>POP3&gt;</c> the client, its own sentences between, on standard
/// output partly without its name. Passwords are <c>*</c>; bodies are not shown.
/// </summary>
internal sealed class FetchmailReader(SessionTable sessions) : ILineReader
{
    private readonly TranscriptSessions _transcripts = new(sessions);

    // Only dates: the lines between have no time.
    private readonly LineClock _clock = new(TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch);

    // The poll that lines without a name belong to.
    private Session? _poll;

    // A line of fetchmail's was seen: what it prints without its name is believed, too.
    private bool _isFetchmails;

    public bool Recognises(in LogLine line) => line.Head.HasProgram
        ? line.Program.SequenceEqual("fetchmail"u8)
        : line.Octets.StartsWith("fetchmail: "u8) || (!line.Time.IsKnown && (_poll is { IsOver: false } || (_isFetchmails && IsList(line.Octets))));

    public LineFate Read(in LogLine line)
    {
        var text = line.Head.HasProgram ? line.Message
            : line.Octets.StartsWith("fetchmail: "u8) ? line.Octets["fetchmail: "u8.Length..]
            : line.Octets;
        _isFetchmails |= !line.Head.HasProgram;
        var session = line.Head.HasProgram ? _transcripts.Find(Key(line)) : _poll is { IsOver: false } ? _poll : null;
        if (text.StartsWith("POP3< "u8) || text.StartsWith("POP3> "u8))
        {
            return Said(session ?? Open(line), line, text[6..], text[4] == '<');
        }

        var isPoll = text.IndexOf("(protocol POP3)"u8) > 0;
        if (isPoll && text.EndsWith(": poll started"u8))
        {
            session = Open(line);
            session.Start = line.Time.IsKnown ? line.Time : Date(text) ?? session.Start;
        }

        if (session is null)
        {
            sessions.Remark ??= "fetchmail logs conversations only with -v: without it there are no sessions in its log; run fetchmail -v, or -v -v for more";
            return LineFate.Known;
        }

        if (text.StartsWith("SSL/TLS: using protocol "u8))
        {
            var version = text["SSL/TLS: using protocol "u8.Length..];
            session.Tls = sessions.Names[version[..Math.Max(version.IndexOf((byte)','), 0)]];
        }

        if (text.StartsWith("Trying to connect to "u8))
        {
            var place = text["Trying to connect to "u8.Length..];
            session.IsTrusted = place.StartsWith("127."u8) || place.StartsWith("::1/"u8);
        }

        var fate = _transcripts.Note(session, line, text);
        if (isPoll && text.EndsWith(": poll completed"u8))
        {
            session.End = line.Time.IsKnown ? line.Time : Date(text) ?? session.End;
            _transcripts.End(session);
        }

        return fate;
    }

    public void EndOfFile()
    {
        if (_poll is { IsOver: false, End.IsKnown: false } session)
        {
            _transcripts.End(session);
        }
    }

    // -vv lists the unique-ids that it knows, an indented line each.
    private static bool IsList(ReadOnlySpan<byte> text) =>
        text.StartsWith(" "u8) || text.StartsWith("Old UID list from "u8) || text.StartsWith("New UID list from "u8)
        || text.StartsWith("Merged UID list from "u8) || text.StartsWith("Scratch list of UIDs"u8);

    private LineFate Said(Session session, in LogLine line, ReadOnlySpan<byte> text, bool isServer)
    {
        var conversation = TranscriptSessions.Of(session);
        if (isServer && TranscriptSessions.IsReply(text) && conversation is { HasReplied: true, IsWaiting: false, IsInBody: false })
        {
            // A greeting: the poll before ended without a word.
            _transcripts.End(session);
            session = Open(line);
        }

        return isServer ? _transcripts.Server(session, line, text) : _transcripts.Client(session, line, text);
    }

    private Session Open(in LogLine line)
    {
        var id = TranscriptSessions.IdOf(line);
        id = line.Head.ProcessId > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line.Head.ProcessId}-{id}") : id;
        var session = _transcripts.Open(Key(line), line, id);
        session.TellsTls = true;
        _poll = line.Head.HasProgram ? _poll : session;
        return session;
    }

    private static ReadOnlySpan<byte> Key(in LogLine line) => line.Head.HasProgram
        ? line.Octets[line.Head.HostStart..line.Head.Message]
        : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"file {line.Source.File}"));

    // … at Sat Nov 21 13:36:00 2026: poll started. The names are English in the C locale; elsewhere there is no time.
    private LogTime? Date(ReadOnlySpan<byte> text)
    {
        const int Length = 24;
        var end = text.LastIndexOf(": poll "u8);
        if (end < Length)
        {
            return null;
        }

        var date = text.Slice(end - Length, Length);
        var (month, day, ofDay) = (LineClock.Month(date[4..]), LineClock.Two(date[8..]), LineClock.TimeOfDay(date[11..]));
        var (century, years) = (LineClock.Two(date[20..]), LineClock.Two(date[22..]));
        return month > 0 && ofDay >= 0 && century > 0 && years >= 0 && day > 0 && day <= DateTime.DaysInMonth(century * 100 + years, month)
            ? _clock.Assume(new DateTime(century * 100 + years, month, day).Ticks + ofDay)
            : null;
    }
}
