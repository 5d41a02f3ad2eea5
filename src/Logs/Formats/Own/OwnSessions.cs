using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Own;

/// <summary>
/// What our records say about sessions. session-end has all numbers; a log that is cut off before it has only what the
/// transcript and the events before it tell.
/// </summary>
internal sealed class OwnSessions(SessionTable sessions)
{
    /// <summary>Whether the text begins with the name of one of our events.</summary>
    public static bool IsEvent(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        var name = end < 0 ? text : text[..end];
        foreach (var known in Events)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    public LineFate Take(OwnRecord record, in LogLine line)
    {
        if (record.Session.IsEmpty || !IsEvent(record.Event))
        {
            // The server about itself; or an event of a later version.
            return LineFate.Known;
        }

        var at = record.Event.SequenceEqual("session-start"u8)
            ? sessions.Open(record.Session, line)
            : sessions.FindOrOpen(record.Session, line);
        var fate = sessions.Take(at, line);
        at.End = record.Time.IsKnown ? record.Time : at.End;
        at.Start = at.Lines == 1 ? record.Time : at.Start;
        at.Address ??= sessions.Names.OrNull(record["address"u8]);
        if (record.Event.SequenceEqual("transcript"u8))
        {
            Transcript(at, record);
            return fate;
        }

        Say(at, record);
        Event(at, record);
        return fate;
    }

    private static readonly byte[][] Events =
    [
        .. new[]
        {
            "session-start", "session-end", "transcript", "internal-error", "tls-failed", "stls-injection",
            "session-refused", "wrong-protocol", "login-failed", "login-unavailable", "login-too-soon", "update", "receipt",
            "update-interrupted", "store-failed", "message-failed", "maildrop-in-use", "listening", "stopping", "reloaded",
            "reload-failed", "certificate-expires", "users-file", "proxy-refused", "source-down", "source-up",
            "certificate-ignored", "entry-unusable", "records-lost", "framework",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    private void Event(Session session, OwnRecord record)
    {
        var name = record.Event;
        if (name.SequenceEqual("session-end"u8))
        {
            End(session, record);
        }
        else if (name.SequenceEqual("login-failed"u8))
        {
            session.User ??= sessions.Names.OrNull(record["user"u8]);
            session.Mechanism ??= sessions.Names.OrNull(record["mechanism"u8]);
            session.Login = session.Login == Login.Ok ? Login.Ok : Login.Failed;
            session.FailedLogins++;
        }
        else if (name.SequenceEqual("maildrop-in-use"u8))
        {
            session.User ??= sessions.Names.OrNull(record["user"u8]);
            session.Holder = sessions.Names.OrNull(record["holder"u8]) ?? "?";
            session.HeldSince = new LineClock(TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch).TryRead(record["since"u8], out var since, out _) ? since : default;
        }
        else if (name.SequenceEqual("tls-failed"u8))
        {
            session.Reason = sessions.Names.OrNull(record["reason"u8]);
        }
        else if (name.SequenceEqual("receipt"u8))
        {
            session.User ??= sessions.Names.OrNull(record["user"u8]);
            session.Removed = (session.Removed ?? 0) + record.Number("removed"u8);
        }
        else if (name.SequenceEqual("message-failed"u8) && record.Number("message"u8) is { } number)
        {
            session.Interrupted = (number, null);
            session.Reason = sessions.Names.OrNull(record["reason"u8]);
        }
        else if (name.SequenceEqual("session-refused"u8) || name.SequenceEqual("wrong-protocol"u8) || name.SequenceEqual("store-failed"u8))
        {
            session.Reason = sessions.Names.OrNull(record["reason"u8]);
        }
    }

    private void End(Session session, OwnRecord record)
    {
        // The user of a session that never got in is who it tried to be; session-end names only who got in.
        var user = sessions.Names.OrNull(record["user"u8]);
        session.User = user ?? session.User;
        session.Login = user is not null ? Login.Ok : session.FailedLogins > 0 ? Login.Failed : Login.None;
        session.Tls = sessions.Names.OrNull(record["tls"u8]);
        session.TellsTls = true;
        session.Mechanism = sessions.Names.OrNull(record["mechanism"u8]) ?? session.Mechanism;
        session.Maildrop = record.Amount("maildrop"u8);
        (session.Retr, session.Top) = (record.Amount("retr"u8), record.Amount("top"u8));
        (session.Dele, session.Removed) = (record.Number("dele"u8), record.Number("removed"u8));
        session.Seconds = record.Seconds("seconds"u8);
        if (session.Lines == 1 && session.Seconds is { } seconds && seconds is >= 0 and < 1e9)
        {
            session.Start = session.End with { Instant = session.End.Instant - (long)(seconds * TimeSpan.TicksPerSecond) };
        }

        session.Ended = EndedOf(session, record["end"u8]);
        if (session.Ended is Ended.Server && session.Reason is null)
        {
            session.Reason = sessions.Names.OrNull(record["end"u8]);
        }

        sessions.End(session);
    }

    private static Ended EndedOf(Session session, ReadOnlySpan<byte> end)
    {
        if (session.Holder is not null && session.Login != Login.Ok)
        {
            return Ended.Locked;
        }

        if (session.Login == Login.Failed && !end.EndsWith("timeout"u8))
        {
            return Ended.LoginFailed;
        }

        return end.SequenceEqual("quit"u8) ? Ended.Quit
            : end.SequenceEqual("client-closed"u8) ? Ended.Dropped
            : end.EndsWith("timeout"u8) ? Ended.Timeout
            : end.SequenceEqual("too-many-errors"u8) || end.SequenceEqual("wrong-protocol"u8) ? Ended.BadCommands
            : end.SequenceEqual("too-many-failures"u8) ? Ended.LoginFailed
            : end.SequenceEqual("tls-failed"u8) ? Ended.TlsFailed
            : Ended.Server;
    }

    private void Transcript(Session session, OwnRecord record)
    {
        var conversation = session.Memory as Conversation;
        session.Memory = conversation ??= new Conversation(sessions, session) { BodiesAreShown = false };
        var text = record["line"u8];
        if (record["mark"u8].SequenceEqual("«"u8))
        {
            conversation.Client(record.Time, text);
        }
        else if (text.StartsWith("("u8))
        {
            conversation.Body(record.Time, text);
        }
        else
        {
            conversation.Server(record.Time, text);
        }
    }

    private void Say(Session session, OwnRecord record)
    {
        var words = System.Text.Encoding.UTF8.GetString(record.Event);
        var reason = record["reason"u8].IsEmpty ? record["end"u8] : record["reason"u8];
        sessions.Say(session, record.Time, Side.Log, System.Text.Encoding.UTF8.GetBytes(reason.IsEmpty ? words : $"{words}: {SafeText.Of(reason)}"));
    }
}
