using System.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// <c>console.debug: pop3.server1.7: "S: +OK 437 octets\r\n…"</c>: the last number is the connection. An entry is what came
/// over the line at once: it may end in the midst of a line, and hold many.
/// </summary>
internal sealed class ThunderbirdReader(SessionTable sessions) : ILineReader
{
    /// <summary>An unfinished line of a server that never ends it.</summary>
    private const int LongestRest = 64 * 1024;

    private readonly TranscriptSessions _transcripts = new(sessions);
    private readonly Dictionary<Session, byte[]> _rests = [];

    public bool Recognises(in LogLine line) => TrySplit(line.Octets, out _, out _);

    public LineFate Read(in LogLine line)
    {
        _ = TrySplit(line.Octets, out var key, out var entry);
        var session = _transcripts.Find(key);
        var isServer = entry.StartsWith("S: "u8);
        if (!isServer && !entry.StartsWith("C: "u8))
        {
            return Notice(session, key, line, entry);
        }

        session ??= _transcripts.Open(key, line);
        var fate = sessions.Take(session, line);
        var conversation = TranscriptSessions.Of(session);
        if (isServer)
        {
            Server(session, conversation, line.Time, entry[3..]);
        }
        else
        {
            Client(conversation, line.Time, entry[3..]);
        }

        if (conversation.HasQuit)
        {
            End(session);
        }

        return fate;
    }

    public void EndOfFile() => _rests.Clear();

    private static void Client(Conversation conversation, LogTime time, ReadOnlySpan<byte> text)
    {
        // What is secret is not logged, only that something was sent.
        var isSecret = text.StartsWith("Logging suppressed"u8);
        conversation.Client(time, !isSecret ? text.TrimEnd("\r\n"u8)
            : conversation.Answered is (Protocol.Pop3.Keyword.User, true) ? "PASS ****"u8 : "****"u8);
    }

    private void Server(Session session, Conversation conversation, LogTime time, ReadOnlySpan<byte> printed)
    {
        byte[] text = [.. _rests.GetValueOrDefault(session, []), .. Escapes.Undo(printed)];
        var rest = text.AsSpan();
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            conversation.Server(time, rest[..end].TrimEnd((byte)'\r'));
            rest = rest[(end + 1)..];
        }

        _rests[session] = rest.Length > LongestRest ? [] : rest.ToArray();
        if (_rests.Count > 1000)
        {
            _rests.Clear();
        }
    }

    private LineFate Notice(Session? session, ReadOnlySpan<byte> key, in LogLine line, ReadOnlySpan<byte> entry)
    {
        if (entry.StartsWith("Connecting to pop"u8))
        {
            session = _transcripts.Open(key, line);
        }

        if (session is null)
        {
            return LineFate.Known;
        }

        var fate = _transcripts.Note(session, line, entry);
        if (entry.StartsWith("Connection closed"u8))
        {
            End(session);
        }

        return fate;
    }

    private void End(Session session)
    {
        _rests.Remove(session);
        _transcripts.End(session);
    }

    // pop3.server1.7: "…"
    private static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> entry)
    {
        key = entry = default;
        var start = line.IndexOf("pop3.server"u8);
        if (start is < 0 or > 120)
        {
            return false;
        }

        key = line[start..];
        var end = key.IndexOf(": "u8);
        if (end < 0)
        {
            return false;
        }

        entry = key[(end + 2)..].Trim((byte)' ');
        key = key[..end];
        if (entry.StartsWith("\""u8))
        {
            entry = entry[1..];
            entry = entry.EndsWith("\""u8) ? entry[..^1] : entry;
        }

        return key["pop3.server"u8.Length..].IndexOf((byte)'.') > 0;
    }
}
