using System.Buffers.Text;
using Restante.Logs.Formats.Transcripts;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Formats.MailEnable;

/// <summary>
/// A line a command with the beginning of its reply; blanks are written as <c>+</c>, nothing as <c>{blank}</c> or <c>-</c>.
/// A connection is the client's address and the number in the column s-port.
/// </summary>
internal sealed class MailEnableReader(SessionTable sessions) : ILineReader
{
    // An address and a number.
    private const int LongestKey = 80;

    private readonly TranscriptSessions _transcripts = new(sessions);
    private MailEnableColumns _columns = new(MailEnableColumns.Usual);
    private bool _hasColumns;

    public bool Recognises(in LogLine line) => line.Octets.StartsWith("#"u8)
        ? line.Octets.StartsWith("#Software: MailEnable"u8) || (IsFields(line.Octets) && line.Octets.IndexOf(" agent "u8) > 0 && line.Octets.IndexOf(" cs-uristem "u8) > 0)
        : IsRow(line.Octets);

    public LineFate Read(in LogLine line)
    {
        var octets = line.Octets;
        if (octets.StartsWith("#"u8))
        {
            if (IsFields(octets))
            {
                _columns = new MailEnableColumns(octets["#Fields: ".Length..]);
                _hasColumns = true;
            }

            return LineFate.Known;
        }

        // The other services log alike.
        return _columns.Agent(octets).StartsWith("POP"u8) ? Take(line) : LineFate.Known;
    }

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        return _hasColumns && clock.TryRead(_columns.DayAndTime(line), out time, out _);
    }

    private LineFate Take(in LogLine line)
    {
        var octets = line.Octets;
        Span<byte> buffer = stackalloc byte[LongestKey];
        var key = Key(_columns.Client(octets), _columns.Socket(octets), buffer);
        byte[] reply = Text(_columns.Reply(octets)), command = Text(_columns.Command(octets));
        var session = _transcripts.Find(key);
        var hasKeyword = StateTable.Find(_columns.Method(octets)) is not null;
        if (session is null || (!hasKeyword && TranscriptSessions.IsReply(reply)))
        {
            // Numbers come again: a greeting is another connection.
            session = _transcripts.Open(key, line, $"{TranscriptSessions.IdOf(line)}-{SafeText.Of(_columns.Socket(octets))}");
            session.Address = sessions.Names.OrNull(_columns.Client(octets));
        }

        var fate = sessions.Take(session, line);
        var conversation = TranscriptSessions.Of(session);
        if (conversation.IsWaiting && command.Length == 0)
        {
            // What answers a challenge is left out.
            conversation.Client(line.Time, "****"u8);
        }
        else if (hasKeyword)
        {
            conversation.Client(line.Time, command.Length > 0 ? command : _columns.Method(octets));
        }

        if (reply.Length > 0)
        {
            conversation.Server(line.Time, reply);
            conversation.FinishBody(line.Time, Utf8Parser.TryParse(_columns.Sent(octets), out long sent, out _) ? sent : null);
        }

        session.User ??= _columns.User(octets) is { Length: > 0 } user && !IsNothing(user) ? sessions.Names.OrNull(user) : null;
        if (conversation.HasQuit)
        {
            _transcripts.End(session);
        }
        else
        {
            // When a connection went the log does not say.
            session.Ended = session.Ended == Ended.Locked ? Ended.Locked : session.Login == Login.Failed ? Ended.LoginFailed : Ended.Unfinished;
        }

        return fate;
    }

    // "+" is a blank, but not at the beginning: there it is the server's.
    private static byte[] Text(ReadOnlySpan<byte> cell)
    {
        if (IsNothing(cell))
        {
            return [];
        }

        var text = cell.ToArray();
        text.AsSpan(1).Replace((byte)'+', (byte)' ');
        return text;
    }

    private static bool IsNothing(ReadOnlySpan<byte> cell) => cell.IsEmpty || cell.SequenceEqual("-"u8) || cell.SequenceEqual("{blank}"u8);

    private static bool IsFields(ReadOnlySpan<byte> octets) => octets.StartsWith("#Fields: "u8);

    // In a file without its first lines the POP service's columns are believed where they fit.
    private bool IsRow(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 20 || (!_hasColumns && !char.IsAsciiDigit((char)octets[0])))
        {
            return false;
        }

        var agent = _columns.Agent(octets);
        return _columns.AreEnough && !_columns.Reply(octets).IsEmpty && _columns.Client(octets).IndexOfAny((byte)'.', (byte)':') > 0
            && ((agent.StartsWith("POP"u8) && MayBeReply(_columns.Reply(octets))) || (_hasColumns && (agent.StartsWith("SMTP"u8) || agent.StartsWith("IMAP"u8))));
    }

    // Where the line of columns is damaged, or another version's, the command may stand in this place, with its password, or
    // a part of it: a blank is "+", and a password's first octet may be one.
    private static bool MayBeReply(ReadOnlySpan<byte> cell) =>
        cell.StartsWith("+OK"u8) || cell.StartsWith("-ERR"u8) || cell.StartsWith("++"u8) || cell.SequenceEqual("+"u8) || IsNothing(cell);

    private static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> address, ReadOnlySpan<byte> socket, Span<byte> buffer)
    {
        address = address[..Math.Min(address.Length, LongestKey / 2)];
        socket = socket[..Math.Min(socket.Length, (LongestKey / 2) - 1)];
        address.CopyTo(buffer);
        buffer[address.Length] = (byte)' ';
        socket.CopyTo(buffer[(address.Length + 1)..]);
        return buffer[..(address.Length + 1 + socket.Length)];
    }
}
