using System.Globalization;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>What all readers of transcripts do alike with a session that they found by its key.</summary>
internal sealed class TranscriptSessions(SessionTable sessions)
{
    public SessionTable Table => sessions;

    /// <summary>The session of a key; null when none is open.</summary>
    public Session? Find(ReadOnlySpan<byte> key) => sessions.Find(key);

    public Session Open(ReadOnlySpan<byte> key, in LogLine line, string? id = null)
    {
        if (sessions.Find(key) is { } before)
        {
            End(before);
        }

        var session = sessions.Open(key, line);
        session.Id = id ?? session.Id;
        session.Memory = new Conversation(sessions, session);
        return session;
    }

    /// <summary>An id for a session that the log gives none: when it began, or where.</summary>
    public static string IdOf(in LogLine line) => line.Time.IsKnown
        ? new DateTime(Math.Clamp(line.Time.Wall, 0, DateTime.MaxValue.Ticks)).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"line-{line.Source.Line}");

    public static Conversation Of(Session session) => (Conversation)session.Memory!;

    public LineFate Server(Session session, in LogLine line, ReadOnlySpan<byte> text)
    {
        var fate = sessions.Take(session, line);
        Of(session).Server(line.Time, text);
        return fate;
    }

    public LineFate Client(Session session, in LogLine line, ReadOnlySpan<byte> text)
    {
        var fate = sessions.Take(session, line);
        Of(session).Client(line.Time, text);
        return fate;
    }

    /// <summary>Something that neither side said, about the session.</summary>
    public LineFate Note(Session session, in LogLine line, ReadOnlySpan<byte> text)
    {
        var fate = sessions.Take(session, line);
        if (!text.IsEmpty && sessions.KeepsSteps?.Invoke(session) == true)
        {
            // Programs print their settings, too.
            session.Add(new Step(line.Time, Side.Log, SecretWords.Blank(text)));
        }

        return fate;
    }

    public void End(Session session)
    {
        if (session.Memory is Conversation conversation && session.Ended is Ended.Unfinished or Ended.Quit or Ended.Locked)
        {
            session.Ended = conversation.EndWithoutWords();
        }

        sessions.End(session);
    }

    /// <summary>+OK or -ERR: of all that looks like a dialog only POP3 has them, and only the server says them.</summary>
    public static bool IsReply(ReadOnlySpan<byte> text) =>
        (text.StartsWith("+OK"u8) && (text.Length == 3 || !char.IsAsciiLetterOrDigit((char)text[3])))
        || (text.StartsWith("-ERR"u8) && (text.Length == 4 || text[4] == ' '));
}
