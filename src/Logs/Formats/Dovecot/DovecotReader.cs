using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Dovecot;

/// <summary>
/// Dovecot writes two lines a session: pop3-login when the password was right, pop3 at the end with all the numbers. They
/// are joined by the session's id; logs of 2.2 have none in the second line, there the process's number or the user joins
/// them. A session that never got in is one line.
/// </summary>
internal sealed class DovecotReader(SessionTable sessions) : ILineReader
{
    public bool Recognises(in LogLine line)
    {
        var program = line.Program;
        if (program.IsEmpty)
        {
            return false;
        }

        // pop3(ann)<12><id>: and pop3-login: are told from Cyrus's pop3[12]: by what follows the name.
        return program[0] switch
        {
            (byte)'d' when program.SequenceEqual("dovecot"u8) => true,
            (byte)'p' when program.SequenceEqual("pop3-login"u8) => true,
            (byte)'p' when program.SequenceEqual("pop3"u8) => line.Message.StartsWith("("u8),
            _ when line.Head.HostLength == 0 => DovecotText.IsOwnFile(line),

            // instance_name gives syslog another name than dovecot.
            _ => IsSessions(line.Message),
        };
    }

    public LineFate Read(in LogLine line)
    {
        // In syslog the message names the program once more, in its own file only the head does.
        var text = IsSessions(line.Message) || line.Program.SequenceEqual("dovecot"u8) ? line.Message : line.Octets[line.Head.ProgramStart..];
        if (text.StartsWith("pop3-login: "u8))
        {
            return ReadLogin(line, DovecotText.WithoutLevel(text["pop3-login: ".Length..]));
        }

        if (text.StartsWith("pop3("u8) && DovecotPrefix.TryRead(text["pop3"u8.Length..], out var prefix, out var length))
        {
            return ReadSession(line, prefix, DovecotText.WithoutLevel(text[("pop3"u8.Length + length)..]));
        }

        return text.StartsWith("auth"u8) ? ReadAuth(line, text) : LineFate.Known;
    }

    private static bool IsSessions(ReadOnlySpan<byte> message) => message.StartsWith("pop3-login: "u8) || message.StartsWith("pop3("u8);

    private LineFate ReadLogin(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Login: "u8) || text.StartsWith("Logged in: "u8))
        {
            var fields = DovecotFields.Read(text[(text.IndexOf((byte)':') + 2)..]);
            if (fields.User.IsEmpty && fields.Session.IsEmpty && fields.Address.IsEmpty)
            {
                return LineFate.Unread;
            }

            return Begin(line, fields);
        }

        // The reason, the fields, and at their front always the user or the client's address.
        var at = DovecotFields.Start(text);
        return at < 0 ? LineFate.Known : Refused(line, text[..at].TrimEnd(": "u8), DovecotFields.Read(text[at..]));
    }

    private LineFate Begin(in LogLine line, in DovecotFields fields)
    {
        var key = fields.Session;
        Session session;
        if (key.IsEmpty)
        {
            session = sessions.Open(DovecotText.KeyOf(line, stackalloc byte[40]), line);
        }
        else if (sessions.Find(key) is { Memory: DovecotEnd } early)
        {
            // A quick client: its end was written before its login.
            session = early;
        }
        else
        {
            session = sessions.Open(key, line);
        }

        Fill(session, fields);
        session.Login = Login.Ok;
        session.Ended = Ended.Unfinished;
        session.Start = line.Time;
        sessions.Say(session, line.Time, Side.Log, line.Message);
        var fate = sessions.Take(session, line);
        if (session.Memory is DovecotEnd end)
        {
            end.Apply(session);
            sessions.End(session);
            return fate;
        }

        if (!fields.User.IsEmpty)
        {
            sessions.Name(session, fields.User);
        }

        session.ProcessId = Utf8Parser.TryParse(fields.ProcessId, out long process, out _) ? process : 0;
        return fate;
    }

    // All there is of a session that did not get in.
    private LineFate Refused(in LogLine line, ReadOnlySpan<byte> reason, in DovecotFields fields)
    {
        var session = fields.Session.IsEmpty
            ? sessions.Open(DovecotText.KeyOf(line, stackalloc byte[40]), line)
            : sessions.FindOrOpen(fields.Session, line);
        Fill(session, fields);
        var fate = sessions.Take(session, line);
        sessions.Say(session, line.Time, Side.Log, line.Message);
        DovecotRefusal.Apply(session, reason, fields, line.Time);
        sessions.End(session);
        return fate;
    }

    private void Fill(Session session, in DovecotFields fields)
    {
        session.User ??= sessions.Names.OrNull(fields.User);
        session.Address = sessions.Names.OrNull(fields.Address);
        session.Mechanism = sessions.Names.OrNull(fields.Mechanism);
        session.Tls = sessions.Names.OrNull(fields.Tls);
        session.IsTrusted = fields.IsSecured;
        session.TellsTls = true;
    }

    private LineFate ReadSession(in LogLine line, in DovecotPrefix prefix, ReadOnlySpan<byte> text)
    {
        var ends = DovecotEnd.TryRead(text, out var end);
        var session = Find(prefix);
        if (session is null)
        {
            // It began before the log did, or its login is written after its end.
            session = sessions.Open(prefix.Session.IsEmpty ? DovecotText.KeyOf(line, stackalloc byte[40]) : prefix.Session, line);
            session.User = sessions.Names.OrNull(prefix.User);
            session.Login = Login.Ok;
            session.Start = default;
            if (ends && !prefix.Session.IsEmpty)
            {
                session.Memory = end;
                end.Apply(session);
                sessions.Say(session, line.Time, Side.Log, text);
                var late = sessions.Take(session, line);
                session.Start = default;
                return late;
            }
        }

        var fate = sessions.Take(session, line);
        sessions.Say(session, line.Time, Side.Log, text);
        if (ends)
        {
            end.Apply(session);
            Holder(session);
            sessions.End(session);
        }

        return fate;
    }

    private Session? Find(in DovecotPrefix prefix)
    {
        if (!prefix.Session.IsEmpty)
        {
            return sessions.Find(prefix.Session);
        }

        return Utf8Parser.TryParse(prefix.ProcessId, out long process, out _)
            ? sessions.FindNamed(prefix.User, process)
            : sessions.FindNamed(prefix.User);
    }

    // Dovecot does not say who has the maildrop: it is the user's session that was there first.
    private static void Holder(Session session)
    {
        if (session.Ended == Ended.Locked && SessionTable.Before(session) is { } holder)
        {
            (session.Holder, session.HeldSince) = (holder.Id, holder.Start);
        }
    }

    // auth: passwd-file(ann,203.0.113.9,<id>): unknown user. The session's own line says the rest.
    private LineFate ReadAuth(in LogLine line, ReadOnlySpan<byte> text)
    {
        var start = text.IndexOf(",<"u8);
        var end = start < 0 ? -1 : text[start..].IndexOf(">)"u8);
        if (end < 0 || sessions.Find(text.Slice(start + 2, end - 2)) is not { } session)
        {
            return LineFate.Known;
        }

        sessions.Say(session, line.Time, Side.Log, text);
        return sessions.Take(session, line);
    }
}
