using System.Buffers.Text;
using System.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;
using Restante.Protocol.Transcript;

namespace Restante.Logs.Formats.Exchange;

/// <summary>A line a command, with its reply in the context column; joined by the session's number. Times are UTC.</summary>
internal sealed class ExchangeReader(SessionTable sessions) : ILineReader
{
    private ExchangeColumns _columns = new(ExchangeColumns.Usual);
    private bool _isImap;

    public bool Recognises(in LogLine line) => line.Octets.StartsWith("#"u8)
        ? line.Octets.StartsWith("#Software: Microsoft Exchange"u8) || line.Octets.StartsWith("#Log-type: POP3"u8) || line.Octets.StartsWith("#Log-type: IMAP"u8)
            || line.Octets.StartsWith("#Fields: dateTime,"u8) || IsHeading(line.Octets)
        : line.Time.ZoneKnown && IsRow(line.Octets);

    public LineFate Read(in LogLine line)
    {
        var octets = line.Octets;
        if (octets.StartsWith("#"u8))
        {
            _isImap = octets.StartsWith("#Log-type: "u8) ? octets.StartsWith("#Log-type: IMAP"u8) : _isImap;
            if (octets.StartsWith("#Fields: "u8))
            {
                _columns = new ExchangeColumns(octets["#Fields: ".Length..]);
            }

            return LineFate.Known;
        }

        if (!_columns.Part(octets))
        {
            return LineFate.Unread;
        }

        return _isImap || IsImap(_columns.Cell(octets, _columns.Server)) ? LineFate.Known : Take(line);
    }

    private LineFate Take(in LogLine line)
    {
        var octets = line.Octets;
        var key = _columns.Cell(octets, _columns.Session);
        if (key.IsEmpty)
        {
            return LineFate.Unread;
        }

        // Numbers are used again when the service starts anew.
        var begins = _columns.Cell(octets, _columns.Sequence).SequenceEqual("0"u8);
        var session = begins ? sessions.Open(key, line) : sessions.FindOrOpen(key, line);
        var fate = sessions.Take(session, line);
        var client = _columns.Cell(octets, _columns.Client);
        session.Address = sessions.Names.OrNull(client.LastIndexOf((byte)':') is var colon and > 0 ? client[..colon].Trim("[]"u8) : client);
        session.User = sessions.Names.OrNull(_columns.Cell(octets, _columns.User)) ?? session.User;
        session.TellsTls = true;
        if (_columns.Cell(octets, _columns.Server).EndsWith(":995"u8))
        {
            session.Tls ??= "TLS";
        }

        Command(session, line);
        return fate;
    }

    private void Command(Session session, in LogLine line)
    {
        var octets = line.Octets;
        var (name, context) = (Encoding.ASCII.GetString(_columns.Cell(octets, _columns.Command)[..Math.Min(32, _columns.Cell(octets, _columns.Command).Length)]).ToLowerInvariant(), Context(octets));
        Say(session, line, name);
        _ = Utf8Parser.TryParse(_columns.Cell(octets, _columns.ReplySize), out long size, out _);
        switch (name)
        {
            case "user" when session.User is null:
                session.User = sessions.Names.OrNull(_columns.Cell(octets, _columns.Parameters));
                break;
            case "pass" or "auth" or "apop":
                LoggedIn(session, name, context);
                break;
            case "stls" when context.IsOk:
                session.Tls = "TLS";
                break;
            case "retr" when context.IsOk:
                session.Retr = new Amount((session.Retr?.Count ?? 0) + 1, (session.Retr?.Octets ?? 0) + Math.Max(size, 0));
                break;
            case "top" when context.IsOk:
                session.Top = new Amount((session.Top?.Count ?? 0) + 1, (session.Top?.Octets ?? 0) + Math.Max(size, 0));
                break;
            case "dele" when context.IsOk:
                session.Dele = (session.Dele ?? 0) + 1;
                break;
            case "rset" when context.IsOk:
                session.Dele = 0;
                break;
            case "quit":
                session.Ended = session.Login == Login.Failed ? Ended.LoginFailed : Ended.Quit;
                session.Removed = session.Login == Login.Ok ? session.Dele : session.Removed;
                break;
            case "closesession":
                Close(session, context.Text);
                break;
            default:
                break;
        }
    }

    private static void LoggedIn(Session session, string name, in (bool IsOk, string? Text) context)
    {
        session.Mechanism = name == "pass" ? "USER" : name.ToUpperInvariant();
        if (context.IsOk)
        {
            session.Login = Login.Ok;
            (session.Retr, session.Top, session.Dele, session.Removed) = (new Amount(0, 0), new Amount(0, 0), 0, 0);
            return;
        }

        session.Login = session.Login == Login.Ok ? Login.Ok : Login.Failed;
        session.FailedLogins++;
        session.Reason = context.Text;
    }

    private void Close(Session session, string? why)
    {
        if (session.Ended == Ended.Unfinished)
        {
            session.Reason ??= why;
            session.Ended = session.Login == Login.Failed ? Ended.LoginFailed
                : why?.Contains("imeout", StringComparison.Ordinal) == true || why?.Contains("timed out", StringComparison.OrdinalIgnoreCase) == true ? Ended.Timeout
                : Ended.Dropped;
        }

        sessions.End(session);
    }

    // R=ok;Msg=… or R="-ERR Logon failure: …";ErrMsg=…
    private (bool IsOk, string? Text) Context(ReadOnlySpan<byte> octets)
    {
        var context = Shown(_columns.Cell(octets, _columns.Context));
        var result = context.StartsWith("R="u8) ? context[2..] : default;
        var ok = result.StartsWith("ok"u8) || result.StartsWith("OK"u8) || result.StartsWith("\"+OK"u8);
        return (ok, ok || context.IsEmpty ? null : SafeText.Of(context.Trim("\""u8)));
    }

    private void Say(Session session, in LogLine line, string name)
    {
        var parameters = _columns.Cell(line.Octets, _columns.Parameters);
        if (name is "opensession" or "closesession")
        {
            sessions.Say(session, line.Time, Side.Log, _columns.Cell(line.Octets, _columns.Command));
            return;
        }

        var command = Encoding.UTF8.GetBytes(name.ToUpperInvariant() + (parameters.IsEmpty ? "" : " "));
        sessions.Say(session, line.Time, Side.Client, Encoding.UTF8.GetBytes(ClientLine.Show([.. command, .. parameters], sasl: false)));
        sessions.Say(session, line.Time, Side.Server, Shown(_columns.Cell(line.Octets, _columns.Context)));
    }

    // From its first known key on: what stands before it may be a column that slipped, with a password in it.
    private static ReadOnlySpan<byte> Shown(ReadOnlySpan<byte> context)
    {
        var result = context.IndexOf("R="u8);
        var message = context.IndexOf("Msg="u8);
        var start = result < 0 ? message : result;
        return start < 0 ? default : context[start..];
    }

    private static bool IsHeading(ReadOnlySpan<byte> octets) =>
        octets.StartsWith("#Version: "u8) || octets.StartsWith("#Date: "u8);

    // 2026-11-21T10:15:03.120Z,0000000000000001,0,10.0.0.5:995,
    private static bool IsRow(ReadOnlySpan<byte> octets)
    {
        var comma = octets.IndexOf((byte)',');
        if (comma < 20 || octets[comma - 1] != 'Z')
        {
            return false;
        }

        var rest = octets[(comma + 1)..];
        var id = rest.IndexOf((byte)',');
        return id is >= 8 and <= 40 && rest[..id].IndexOfAnyExcept(SessionNumber) < 0 && rest[(id + 1)..].IndexOf((byte)',') is >= 1 and <= 9;
    }

    private static readonly System.Buffers.SearchValues<byte> SessionNumber = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF-"u8);

    private static bool IsImap(ReadOnlySpan<byte> server) => server.EndsWith(":143"u8) || server.EndsWith(":993"u8);
}
