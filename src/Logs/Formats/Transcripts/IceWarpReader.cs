using System.Buffers;
using System.Buffers.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// <c>192.0.2.7 [1A2C] Thu, 22 Apr 2004 22:01:42 +0200 &gt;&gt;&gt; +OK …</c>, and what is copied from its console:
/// <c>192.0.2.7 » +OK …</c>. A session is an address and a thread; it ends with <c>Disconnected</c>.
/// </summary>
internal sealed class IceWarpReader(SessionTable sessions) : ILineReader
{
    private static readonly SearchValues<byte> AddressOctets = SearchValues.Create("0123456789abcdefABCDEF.:"u8);

    private readonly TranscriptSessions _transcripts = new(sessions);

    // Whether the mark that points to the right is the server's: so in the logs that are known, until one shows otherwise.
    private bool _serverIsRight = true, _isKnown;

    public bool Recognises(in LogLine line) => TrySplit(line.Octets, out var key, out _, out var text)
        && (TryMark(text, out _, out var said) ? IsPop3(said, key) : _transcripts.Find(key) is not null || (IsConnected(text) && line.Time.IsKnown));

    public LineFate Read(in LogLine line)
    {
        if (!TrySplit(line.Octets, out var key, out var address, out var text))
        {
            return LineFate.Unread;
        }

        var session = _transcripts.Find(key);
        if (!TryMark(text, out var isRight, out var said))
        {
            if (IsConnected(text) && session is not null)
            {
                _transcripts.End(session);
                session = null;
            }

            // The SMTP log begins alike: only +OK makes a session of it.
            return session is null ? LineFate.Known : Notice(session, line, text);
        }

        if (!_isKnown && TranscriptSessions.IsReply(said))
        {
            (_isKnown, _serverIsRight) = (true, isRight);
        }

        var isServer = isRight == _serverIsRight;
        if (session is null || (isServer && TranscriptSessions.IsReply(said) && TranscriptSessions.Of(session) is { HasReplied: true, IsWaiting: false, IsInBody: false }))
        {
            session = Open(key, line, address);
        }

        return isServer ? _transcripts.Server(session, line, said) : _transcripts.Client(session, line, said);
    }

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        return TrySplit(line, out var key, out _, out _) && TryDate(line[key.Length..].TrimStart((byte)' '), out time, out _);
    }

    public void EndOfFile()
    {
    }

    private Session Open(ReadOnlySpan<byte> key, in LogLine line, ReadOnlySpan<byte> address)
    {
        var thread = key.Length > address.Length ? key[address.Length..].TrimStart((byte)' ').Trim("[]"u8) : default;
        var session = _transcripts.Open(key, line, thread.IsEmpty ? null : $"{SafeText.Of(address)}-{SafeText.Of(thread)}");
        session.Address = sessions.Names.OrNull(address);
        return session;
    }

    private LineFate Notice(Session session, in LogLine line, ReadOnlySpan<byte> text)
    {
        var fate = _transcripts.Note(session, line, text);
        if (text.StartsWith("*** "u8))
        {
            Summary(session, text[4..]);
        }
        else if (text.SequenceEqual("Disconnected"u8))
        {
            _transcripts.End(session);
        }

        return fate;
    }

    // user count octets hh:mm:ss OK: how many messages went over the line, and how long it took.
    private void Summary(Session session, ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        session.User ??= end > 0 ? sessions.Names.OrNull(text[..end]) : null;
        for (var words = 0; words < 2 && end >= 0; words++)
        {
            text = text[(end + 1)..];
            end = text.IndexOf((byte)' ');
        }

        if (end >= 0 && LineClock.TimeOfDay(text[(end + 1)..]) is var ticks and >= 0 && !session.Start.IsKnown)
        {
            session.Seconds = ticks / (double)TimeSpan.TicksPerSecond;
        }
    }

    private bool IsPop3(ReadOnlySpan<byte> said, ReadOnlySpan<byte> key) => TranscriptSessions.IsReply(said) || _transcripts.Find(key) is not null;

    private static bool IsConnected(ReadOnlySpan<byte> text) => text.SequenceEqual("Connected"u8) || text.StartsWith("Connected, "u8);

    private static bool TryMark(ReadOnlySpan<byte> text, out bool isRight, out ReadOnlySpan<byte> said)
    {
        isRight = text.StartsWith(">>>"u8) || text.StartsWith("»"u8);
        var length = text.StartsWith(">>>"u8) || text.StartsWith("<<<"u8) ? 3 : isRight || text.StartsWith("«"u8) ? 2 : 0;
        said = text[length..];
        said = said.StartsWith(" "u8) ? said[1..] : said;
        return length > 0;
    }

    // The key is the address with the thread, where there is one; the text what follows the time.
    private static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> address, out ReadOnlySpan<byte> text)
    {
        key = address = text = default;
        var blank = line.IndexOf((byte)' ');
        if (blank is < 3 or > 45 || line[..blank].ContainsAnyExcept(AddressOctets) || line[..blank].IndexOfAny((byte)'.', (byte)':') < 0)
        {
            return false;
        }

        address = line[..blank];
        key = address;
        var rest = line[blank..].TrimStart((byte)' ');
        if (rest.StartsWith("["u8) && rest.IndexOf((byte)']') is var end and > 1)
        {
            key = line[..(line.Length - rest.Length + end + 1)];
            rest = rest[(end + 1)..].TrimStart((byte)' ');
        }

        text = TryDate(rest, out _, out var length) ? rest[length..].TrimStart((byte)' ') : rest;
        return !text.IsEmpty;
    }

    // Thu, 22 Apr 2004 22:01:42 +0200
    private static bool TryDate(ReadOnlySpan<byte> text, out LogTime time, out int length)
    {
        (time, length) = (default, 0);
        if (text.Length < 31 || text[3] != ',' || text[4] != ' ')
        {
            return false;
        }

        var at = text[6] == ' ' ? 6 : 7;
        if (text.Length < at + 24)
        {
            return false;
        }

        var day = at == 6 ? text[5] - '0' : LineClock.Two(text[5..]);
        var (month, century, years, ofDay) = (LineClock.Month(text[(at + 1)..]), LineClock.Two(text[(at + 5)..]), LineClock.Two(text[(at + 7)..]), LineClock.TimeOfDay(text[(at + 10)..]));
        var (hours, minutes) = (LineClock.Two(text[(at + 20)..]), LineClock.Two(text[(at + 22)..]));
        if (month == 0 || century < 1 || years < 0 || ofDay < 0 || hours is < 0 or > 14 || minutes is < 0 or > 59 || day < 1 || day > DateTime.DaysInMonth(century * 100 + years, month))
        {
            return false;
        }

        var offset = (short)((hours * 60 + minutes) * (text[at + 19] == '-' ? -1 : 1));
        var wall = new DateTime(century * 100 + years, month, day).Ticks + ofDay;
        (time, length) = (new LogTime(wall - offset * TimeSpan.TicksPerMinute, offset, ZoneKnown: true), at + 24);
        return true;
    }
}
