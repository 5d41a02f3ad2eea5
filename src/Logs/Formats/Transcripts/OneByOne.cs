using System.Globalization;
using System.Text;
using Restante.Logs.Lines;
using Restante.Logs.Sessions;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// The sessions of a file that names none: one conversation after the other. Where lines bear times, a conversation may
/// go on in the next file, for a log may be rotated in the midst of one.
/// </summary>
internal sealed class OneByOne(SessionTable sessions)
{
    private static readonly byte[] LeftOpen = [.. "left open"u8];

    private readonly TranscriptSessions _transcripts = new(sessions);
    private Session? _current;
    private bool _hasBegun;

    /// <summary>The session that the lines belong to; null between two.</summary>
    public Session? Current
    {
        get
        {
            if (_current is { IsOver: true })
            {
                _current = null;
            }

            return _current ?? (_hasBegun ? null : sessions.FindNamed(LeftOpen));
        }
    }

    public Conversation? Conversation => Current is { } session ? TranscriptSessions.Of(session) : null;

    public Session Begin(in LogLine line)
    {
        End();
        _current = _transcripts.Open(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"file {line.Source.File}")), line, TranscriptSessions.IdOf(line));
        _hasBegun = true;
        return _current;
    }

    /// <summary>A line of the server. A greeting begins a session, also where the one before has not ended.</summary>
    public LineFate Server(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (Current is not { } session)
        {
            session = Begin(line);
        }
        else if (TranscriptSessions.IsReply(text) && TranscriptSessions.Of(session) is { IsWaiting: false, IsInBody: false, HasReplied: true } conversation)
        {
            if (conversation.Answered is (Keyword.User, true))
            {
                // mutt does not even say that it sent the password.
                conversation.Assume("PASS ****"u8);
            }
            else
            {
                session = Begin(line);
            }
        }

        var fate = _transcripts.Server(session, line, text);
        if (TranscriptSessions.Of(session).HasQuit)
        {
            _transcripts.End(session);
        }

        return fate;
    }

    public LineFate Client(in LogLine line, ReadOnlySpan<byte> text) => _transcripts.Client(Current ?? Begin(line), line, text);

    /// <summary>Something about the session, or about none.</summary>
    public LineFate Note(in LogLine line, ReadOnlySpan<byte> text) =>
        Current is { } session ? _transcripts.Note(session, line, text) : LineFate.Known;

    public void End()
    {
        if (Current is { } session)
        {
            _transcripts.End(session);
        }

        _current = null;
    }

    public void EndOfFile()
    {
        if (Current is not { } session)
        {
            return;
        }

        if (!session.End.IsKnown)
        {
            End();
            return;
        }

        session.Ended = TranscriptSessions.Of(session).EndWithoutWords();
        sessions.Name(session, LeftOpen);
    }
}
