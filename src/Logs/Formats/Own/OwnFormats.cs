using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Own;

/// <summary>Restante's records as text, in a file of their own or in the journal.</summary>
public sealed class OwnTextFormat : ILogFormat
{
    public string Name => "restante";

    public string Title => "Restante, text";

    public bool IsProved => true;

    public ILineReader Open(SessionTable sessions) => new OwnTextReader(sessions);
}

/// <summary>Restante's records as JSON.</summary>
public sealed class OwnJsonFormat : ILogFormat
{
    public string Name => "restante-json";

    public string Title => "Restante, JSON";

    public bool IsProved => true;

    public ILineReader Open(SessionTable sessions) => new OwnJsonReader(sessions);
}

/// <summary><c>TIME NODE SESSION EVENT key=value …</c>; syslog may have put its own head before it.</summary>
internal sealed class OwnTextReader(SessionTable sessions) : ILineReader
{
    private readonly OwnRecord _record = new();
    private readonly OwnSessions _sessions = new(sessions);

    // A record has its own time behind syslog's head, always with a year.
    private readonly LineClock _clock = new(TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch);

    public bool Recognises(in LogLine line) =>
        line.Head.HasProgram
            ? line.Program.SequenceEqual("restante"u8) && (IsRecord(line.Message) || OwnNotices.IsOne(line.Message))
            : (line.Time.ZoneKnown && IsRecord(line.Octets)) || OwnNotices.IsOne(line.Octets);

    public LineFate Read(in LogLine line)
    {
        var text = line.Head.HasProgram ? line.Message : line.Octets;
        return _clock.TryRead(text, out var time, out var used) && _record.TryText(text, time, used + 1)
            ? _sessions.Take(_record, line)
            : OwnNotices.IsOne(text) ? LineFate.Known
            : LineFate.Unread;
    }

    // 2026-11-21T10:15:03.120Z node session event: the fixed width of our own time, then a known event or a mark.
    private static bool IsRecord(ReadOnlySpan<byte> text)
    {
        const int TimeLength = 24;
        if (text.Length < TimeLength + 6 || text[TimeLength - 1] != 'Z' || text[TimeLength] != ' ' || text[10] != 'T')
        {
            return false;
        }

        var rest = text[(TimeLength + 1)..];
        for (var word = 0; word < 2; word++)
        {
            var blank = rest.IndexOf((byte)' ');
            if (blank <= 0 || rest[..blank].IndexOfAny("=:["u8) >= 0)
            {
                return false;
            }

            rest = rest[(blank + 1)..];
        }

        return rest.StartsWith("« "u8) || rest.StartsWith("» "u8) || OwnSessions.IsEvent(rest);
    }
}

internal sealed class OwnJsonReader(SessionTable sessions) : ILineReader
{
    private readonly OwnRecord _record = new();
    private readonly OwnSessions _sessions = new(sessions);
    private readonly LineClock _clock = new(TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch);

    public bool Recognises(in LogLine line) => IsRecord(Text(line));

    public LineFate Read(in LogLine line) =>
        _record.TryJson(Text(line), _clock) ? _sessions.Take(_record, line) : LineFate.Unread;

    public bool TryTime(ReadOnlySpan<byte> line, LineClock clock, out LogTime time)
    {
        time = default;
        return IsRecord(line) && clock.TryRead(line["{\"time\":\""u8.Length..], out time, out _);
    }

    private static ReadOnlySpan<byte> Text(in LogLine line) =>
        line.Head.HasProgram && line.Program.SequenceEqual("restante"u8) ? line.Message : line.Octets;

    // The writer's order of keys is part of the contract.
    private static bool IsRecord(ReadOnlySpan<byte> text) =>
        text.StartsWith("{\"time\":\""u8) && text.IndexOf("\",\"node\":\""u8) is > 0 and < 50 && text.IndexOf("\",\"session\":\""u8) > 0;
}
