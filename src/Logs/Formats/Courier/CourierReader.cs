using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Courier;

/// <summary>
/// <c>LOGIN, user=ann, ip=[::ffff:192.0.2.7], port=[51234]</c> and <c>LOGOUT, user=…, ip=[…], port=[…], top=0, retr=594172,
/// rcvd=24, sent=594398, time=3</c>, joined by address and port; old versions name no port. top and retr are octets; how
/// many messages, and what was deleted, it does not tell.
/// </summary>
internal sealed class CourierReader(SessionTable sessions) : ILineReader
{
    // user=, ip= and port= in one key; a longer one is cut, and cut the same way each time.
    private const int LongestKey = 256;

    public bool Recognises(in LogLine line) => IsProgram(line.Program) && KindOf(Text(line)) != Kind.None;

    public LineFate Read(in LogLine line)
    {
        var text = Text(line);
        var kind = KindOf(text);
        var fields = CourierFields.Read(text);
        if (kind == Kind.Connection && fields.Port.IsEmpty)
        {
            // Without the port nobody knows whose connection it was.
            return LineFate.Known;
        }

        var key = KeyOf(fields, stackalloc byte[LongestKey]);
        return kind switch
        {
            Kind.Connection => Begin(line, key, fields, text),
            Kind.Login => Login(line, key, fields, text),
            Kind.Failed => Failed(line, key, fields, text),
            _ => End(line, key, kind, fields, text),
        };
    }

    private LineFate Begin(in LogLine line, ReadOnlySpan<byte> key, in CourierFields fields, ReadOnlySpan<byte> text) =>
        Take(sessions.Open(key, line), line, fields, text);

    private LineFate Login(in LogLine line, ReadOnlySpan<byte> key, in CourierFields fields, ReadOnlySpan<byte> text)
    {
        // A login where one was already: the port serves again, and the end of the one before is missing.
        var session = sessions.Find(key) is { Login: not Sessions.Login.Ok } open ? open : sessions.Open(key, line);
        session.Login = Sessions.Login.Ok;
        return Take(session, line, fields, text);
    }

    private LineFate Failed(in LogLine line, ReadOnlySpan<byte> key, in CourierFields fields, ReadOnlySpan<byte> text)
    {
        var session = sessions.FindOrOpen(key, line);
        var fate = Take(session, line, fields, text);
        session.FailedLogins++;
        if (session.Login != Sessions.Login.Ok)
        {
            (session.Login, session.Ended) = (Sessions.Login.Failed, Ended.LoginFailed);
        }

        if (fields.Port.IsEmpty)
        {
            sessions.End(session);
        }

        return fate;
    }

    private LineFate End(in LogLine line, ReadOnlySpan<byte> key, Kind kind, in CourierFields fields, ReadOnlySpan<byte> text)
    {
        var session = sessions.FindOrOpen(key, line);
        var fate = Take(session, line, fields, text);
        if (!fields.User.IsEmpty)
        {
            session.Login = Sessions.Login.Ok;
        }

        if (session.Lines == 1)
        {
            // It began before the log did.
            session.Start = fields.Seconds is { } seconds && line.Time.IsKnown
                ? line.Time with { Instant = line.Time.Instant - seconds * TimeSpan.TicksPerSecond }
                : default;
        }

        session.Seconds = fields.Seconds ?? session.Seconds;
        session.Retr = fields.Retr is null ? null : new Amount(null, fields.Retr);
        session.Top = fields.Top is null ? null : new Amount(null, fields.Top);
        session.Removed = session.Login == Sessions.Login.Ok && kind != Kind.Logout ? 0 : null;
        session.Ended = session.Login == Sessions.Login.Failed ? Ended.LoginFailed
            : kind switch { Kind.Logout => Ended.Quit, Kind.Timeout => Ended.Timeout, _ => session.Ended == Ended.Quit ? Ended.Quit : Ended.Dropped };
        if (kind == Kind.Logout && fields.User.IsEmpty)
        {
            // QUIT before a login: "Disconnected" may follow, where syslog takes debugging lines.
            return fate;
        }

        sessions.End(session);
        return fate;
    }

    private LineFate Take(Session session, in LogLine line, in CourierFields fields, ReadOnlySpan<byte> text)
    {
        session.User = sessions.Names.OrNull(fields.User) ?? session.User;
        session.Address = sessions.Names.OrNull(fields.Address) ?? session.Address;
        session.Mechanism = sessions.Names.OrNull(fields.Mechanism) ?? session.Mechanism;
        var tls = fields.Stls || line.Program.EndsWith("-ssl"u8);
        session.Tls = tls ? "TLS" : session.Tls;
        session.TellsTls |= tls;
        sessions.Say(session, line.Time, Side.Log, text);
        return sessions.Take(session, line);
    }

    private static ReadOnlySpan<byte> KeyOf(in CourierFields fields, Span<byte> buffer)
    {
        // Address and port; where there is no port, address and user.
        var first = Math.Min(fields.Address.Length, 100);
        fields.Address[..first].CopyTo(buffer);
        buffer[first] = (byte)':';
        var second = fields.Port.IsEmpty ? fields.User : fields.Port;
        var length = Math.Min(second.Length, buffer.Length - first - 1);
        second[..length].CopyTo(buffer[(first + 1)..]);
        return buffer[..(first + 1 + length)];
    }

    private static bool IsProgram(ReadOnlySpan<byte> program) =>
        program.SequenceEqual("pop3d"u8) || program.SequenceEqual("pop3d-ssl"u8) || program.SequenceEqual("courierpop3login"u8)
        || program.SequenceEqual("pop3login"u8) || program.SequenceEqual("courierpop3d"u8);

    // Older couriers give syslog the level, newer ones leave it in the line.
    private static ReadOnlySpan<byte> Text(in LogLine line) =>
        line.Message.StartsWith("INFO: "u8) || line.Message.StartsWith("DEBUG: "u8) ? line.Message[(line.Message.IndexOf((byte)' ') + 1)..] : line.Message;

    private static Kind KindOf(ReadOnlySpan<byte> text) =>
        text.StartsWith("LOGIN, "u8) ? Kind.Login
        : text.StartsWith("LOGOUT, "u8) ? Kind.Logout
        : text.StartsWith("TIMEOUT, "u8) ? Kind.Timeout
        : text.StartsWith("DISCONNECTED, "u8) || text.StartsWith("Disconnected, "u8) ? Kind.Disconnected
        : text.StartsWith("LOGIN FAILED, "u8) ? Kind.Failed
        : text.StartsWith("Connection, "u8) ? Kind.Connection
        : Kind.None;

    private enum Kind
    {
        None,
        Connection,
        Login,
        Failed,
        Logout,
        Timeout,
        Disconnected,
    }
}

/// <summary>The words behind the kind; some versions leave out the blank after a comma.</summary>
internal ref struct CourierFields
{
    public ReadOnlySpan<byte> User;
    public ReadOnlySpan<byte> Address;
    public ReadOnlySpan<byte> Port;
    public ReadOnlySpan<byte> Mechanism;
    public long? Top, Retr, Seconds;
    public bool Stls;

    public static CourierFields Read(ReadOnlySpan<byte> text)
    {
        var fields = default(CourierFields);

        // The user may call himself anything: his name ends at the last ", ip=[".
        var address = text.LastIndexOf(", ip=["u8);
        var user = text.IndexOf("user="u8);
        if (user >= 0 && address > user)
        {
            fields.User = text[(user + 5)..address];
        }

        text = address < 0 ? default : text[address..];
        while (!text.IsEmpty)
        {
            text = text.TrimStart(", "u8);
            var comma = text.IndexOf((byte)',');
            var item = comma < 0 ? text : text[..comma];
            text = comma < 0 ? default : text[comma..];
            var equals = item.IndexOf((byte)'=');
            if (equals > 0)
            {
                fields.Take(item[..equals], item[(equals + 1)..]);
            }
        }

        return fields;
    }

    private void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("ip"u8))
        {
            value = value.Trim("[]"u8);
            Address = value.StartsWith("::ffff:"u8) ? value[7..] : value;
        }
        else if (key.SequenceEqual("port"u8))
        {
            value = value.Trim("[]"u8);
            Port = value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? default : value;
        }
        else if (key.SequenceEqual("method"u8))
        {
            Mechanism = value;
        }
        else if (key.SequenceEqual("stls"u8))
        {
            Stls = value.SequenceEqual("1"u8);
        }
        else if (Utf8Parser.TryParse(value, out long number, out _) && number >= 0)
        {
            Top = key.SequenceEqual("top"u8) ? number : Top;
            Retr = key.SequenceEqual("retr"u8) ? number : Retr;
            Seconds = key.SequenceEqual("time"u8) ? Math.Min(number, int.MaxValue) : Seconds;
        }
    }
}
