using Restante.Logs.Lines;
using Restante.Logs.Sessions;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// Dialogs in which a mark before each line says who speaks. A mark alone proves nothing, for other programs write
/// <c>S: </c> too: a conversation begins where one side says +OK or -ERR, and that side is the server.
/// </summary>
internal sealed class DialogReader(SessionTable sessions) : ILineReader
{
    private readonly OneByOne _talk = new(sessions);

    // Which pair of marks this conversation has, and which of it is the server's.
    private int _pair = -1;
    private bool _serverIsSecond;
    private string? _tls;
    private bool _isMutt, _isMpop, _isTls;

    public bool Recognises(in LogLine line)
    {
        var text = line.Octets[DialogHead.Length(line)..];
        if (!TryMark(text, out var pair, out var isSecond, out var said))
        {
            return IsNotice(line, text);
        }

        return pair == Marks.Pop3 || TranscriptSessions.IsReply(said) || (_talk.Current is not null && (pair == _pair || _pair < 0))
            || (pair == Marks.Poplib && isSecond && StateTable.Find(Keyword(said)) is not null);
    }

    public LineFate Read(in LogLine line)
    {
        var text = line.Octets[DialogHead.Length(line)..];
        if (!TryMark(text, out var pair, out var isSecond, out var said))
        {
            return Notice(line, text);
        }

        if (pair != _pair || _talk.Current is null)
        {
            if (_pair >= 0 && pair != _pair)
            {
                _talk.End();
            }

            _pair = pair;
            _serverIsSecond = pair > Marks.Pop3 && pair != Mutt && isSecond == TranscriptSessions.IsReply(said);
        }

        if (pair == Marks.Poplib)
        {
            said = Python.Text(said);
        }

        var fate = isSecond == _serverIsSecond ? _talk.Server(line, said) : _talk.Client(line, said);
        if (_isTls && _talk.Current is { } session)
        {
            (session.Tls, _isTls) = (session.Tls ?? _tls ?? "TLS", false);
        }

        _isMpop &= _talk.Current is not null;

        return fate;
    }

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time) => DialogHead.TryTime(line, clock, out time);

    public void EndOfFile() => _talk.EndOfFile();

    // Behind the marks of the table: 7< and 7>, where 7 is mutt's number of the connection.
    private const int Mutt = 1000;

    private static bool TryMark(ReadOnlySpan<byte> text, out int pair, out bool isSecond, out ReadOnlySpan<byte> said)
    {
        var quoted = text;
        while (quoted.StartsWith("> "u8))
        {
            quoted = quoted[2..];
        }

        if (Marks.TryRead(quoted, out pair, out isSecond, out var length))
        {
            said = quoted[length..];
            return true;
        }

        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is > 0 and < 6 && digits + 1 < text.Length && text[digits] is (byte)'<' or (byte)'>' && text[digits + 1] == ' ')
        {
            (pair, isSecond) = (Mutt, text[digits] == '>');
            said = text[(digits + 2)..].TrimEnd((byte)'\r');
            return true;
        }

        said = default;
        return false;
    }

    private static ReadOnlySpan<byte> Keyword(ReadOnlySpan<byte> said)
    {
        var text = Python.Text(said);
        var blank = text.IndexOf((byte)' ');
        return blank < 0 ? text : text[..blank];
    }

    // What the programs write around a conversation.
    private bool IsNotice(in LogLine line, ReadOnlySpan<byte> text) =>
        text.StartsWith("Connected to pop"u8)
        || text.StartsWith("*cmd* '"u8) || text.StartsWith("*resp* b'"u8) || text.StartsWith("*stat* [b'+OK'"u8) || text.StartsWith("*welcome* "u8)
        || text.StartsWith("host = "u8) || text.StartsWith("mpop: "u8) || (_isMpop && !line.Time.IsKnown && IsMpops(text))
        || (DialogHead.Bracketed(line.Octets, out var hasDay) > 0 && (hasDay ? _isMutt || text.StartsWith("Mutt/"u8) : IsSylpheeds(text)));

    // Its settings, the certificate, and what it counted.
    private static bool IsMpops(ReadOnlySpan<byte> text) =>
        text.IndexOf(" = "u8) > 0 || text.IndexOf(": "u8) > 0 || text.EndsWith(":"u8) || text.SequenceEqual("no messages"u8) || text.IndexOfAny((byte)'=', (byte)'(') >= 0;

    private static bool IsSylpheeds(ReadOnlySpan<byte> text) =>
        (text.StartsWith("* "u8) || text.StartsWith("** "u8) || text.StartsWith("*** "u8)) && text.IndexOf("POP3"u8) > 0;

    private LineFate Notice(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Connected to pop"u8) || text.StartsWith("host = "u8))
        {
            _talk.End();
            _isTls = text.StartsWith("Connected to pops:"u8) || text.StartsWith("Connected to pop3s:"u8);
        }

        _isMpop |= text.StartsWith("host = "u8);
        _isMutt |= text.StartsWith("Mutt/"u8);
        if (text.StartsWith("    (TLS1."u8) || text.StartsWith("(TLS1."u8))
        {
            Tls(text.TrimStart((byte)' '));
        }

        // poplib says everything twice, secrets too.
        return _talk.Note(line, text.StartsWith("*"u8) && text.IndexOf((byte)'\'') > 0 ? default : text);
    }

    // (TLS1.3)-(ECDHE-…
    private void Tls(ReadOnlySpan<byte> text)
    {
        var version = text.Length > 6 && text[6] is >= (byte)'0' and <= (byte)'3' ? "TLSv1." + (char)text[6] : "TLS";
        if (_talk.Current is { } session)
        {
            session.Tls = version;
        }
        else
        {
            (_isTls, _tls) = (true, version);
        }
    }
}
