using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Stalwart;

/// <summary>
/// <c>2026-11-21T10:15:03Z DEBUG POP3 connection started (pop3.connection-start) listenerId = "pop3s", localPort = 995,
/// remoteIp = 192.0.2.7, remotePort = 51234</c>: events with their name in brackets and fields behind it, joined by the
/// client's address and port.
/// </summary>
internal sealed class StalwartReader(SessionTable sessions) : ILineReader
{
    public bool Recognises(in LogLine line) => line.Time.ZoneKnown && TryEvent(line, out _, out _);

    public LineFate Read(in LogLine line)
    {
        if (!TryEvent(line, out var name, out var fields))
        {
            return LineFate.Unread;
        }

        // Logins are events of their own, and those of other protocols are among them.
        var isPop3 = name.StartsWith("pop3."u8);
        if (!isPop3 && !(name.StartsWith("auth."u8) && Field(fields, "listenerId = "u8).StartsWith("pop3"u8)))
        {
            return LineFate.Known;
        }

        byte[] address = Field(fields, "remoteIp = "u8).ToArray(), port = Field(fields, "remotePort = "u8).ToArray();
        if (address.Length == 0 || address.Length + port.Length > 200)
        {
            return LineFate.Known;
        }

        byte[] key = [.. address, (byte)':', .. port];
        var session = name.SequenceEqual("pop3.connection-start"u8) ? sessions.Open(key, line) : sessions.FindOrOpen(key, line);
        var fate = sessions.Take(session, line);
        session.Address = sessions.Names.OrNull(address);
        session.TellsTls = true;
        if (Field(fields, "localPort = "u8).SequenceEqual("995"u8))
        {
            session.Tls ??= "TLS";
        }

        sessions.Say(session, line.Time, Side.Log, line.Message);
        Event(session, name, fields);
        return fate;
    }

    private void Event(Session session, ReadOnlySpan<byte> name, ReadOnlySpan<byte> fields)
    {
        if (name.SequenceEqual("auth.success"u8))
        {
            session.User = sessions.Names.OrNull(Field(fields, "accountName = "u8)) ?? session.User;
            session.Login = Login.Ok;
            (session.Dele, session.Removed) = (0, 0);
        }
        else if (name.SequenceEqual("auth.failed"u8))
        {
            session.User ??= sessions.Names.OrNull(Field(fields, "accountName = "u8));
            session.Login = session.Login == Login.Ok ? Login.Ok : Login.Failed;
            session.FailedLogins++;
        }
        else if (name.SequenceEqual("pop3.start-tls"u8))
        {
            session.Tls = "TLS";
        }
        else if (name.SequenceEqual("pop3.fetch"u8))
        {
            var octets = Utf8Parser.TryParse(Field(fields, "size = "u8), out long size, out _) && size >= 0 ? size : (long?)null;
            session.Retr = new Amount((session.Retr?.Count ?? 0) + 1, session.Retr is { Octets: null } ? null : (session.Retr?.Octets ?? 0) + octets);
        }
        else if (name.SequenceEqual("pop3.delete"u8))
        {
            session.Dele = (session.Dele ?? 0) + 1;
        }
        else if (name.SequenceEqual("pop3.reset"u8))
        {
            session.Dele = 0;
        }
        else if (name.SequenceEqual("pop3.quit"u8))
        {
            session.Ended = session.Login == Login.Failed ? Ended.LoginFailed : Ended.Quit;
            session.Removed = session.Login == Login.Ok ? session.Dele : session.Removed;
        }
        else if (name.SequenceEqual("pop3.connection-end"u8))
        {
            session.Ended = session.Ended != Ended.Unfinished ? session.Ended : session.Login == Login.Failed ? Ended.LoginFailed : Ended.Dropped;
            sessions.End(session);
        }
    }

    // LEVEL Words (group.event) key = value, …
    private static bool TryEvent(in LogLine line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> fields)
    {
        name = default;
        fields = default;
        var text = line.Octets[line.Head.AfterTime..];
        if (!(text.StartsWith("INFO "u8) || text.StartsWith("DEBUG "u8) || text.StartsWith("TRACE "u8) || text.StartsWith("WARN "u8) || text.StartsWith("ERROR "u8)))
        {
            return false;
        }

        var open = text.IndexOf(" ("u8);
        var close = open < 0 ? -1 : text[open..].IndexOf((byte)')');
        if (close < 4)
        {
            return false;
        }

        name = text.Slice(open + 2, close - 2);
        fields = text[(open + close + 1)..];
        var dot = name.IndexOf((byte)'.');
        return dot > 0 && dot < name.Length - 1 && name.IndexOf((byte)' ') < 0;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> key)
    {
        var at = fields.IndexOf(key);
        if (at < 0 || (at > 0 && fields[at - 1] != ' '))
        {
            return default;
        }

        var value = fields[(at + key.Length)..];
        if (value.StartsWith("\""u8))
        {
            var end = value[1..].IndexOf((byte)'"');
            return end < 0 ? default : value.Slice(1, end);
        }

        var comma = value.IndexOf((byte)',');
        return comma < 0 ? value : value[..comma];
    }
}
