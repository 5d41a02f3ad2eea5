using Restante.Logs.Lines;
using Restante.Logs.Sessions;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// What telnet or <c>openssl s_client</c> left on a terminal or in a file: no marks, and the commands only where the
/// terminal echoed them. Without them a reply is paired with the command that it answers by its order and its shape.
/// </summary>
internal sealed class TerminalReader(SessionTable sessions) : ILineReader
{
    /// <summary>Lines that s_client writes of certificates before the greeting; after so many there was none.</summary>
    private const int MostOfHandshake = 400;

    private readonly OneByOne _talk = new(sessions);

    // A +OK that no known command asked for: only the next line tells whether it has a body.
    private byte[]? _held;
    private long _connectedAt;
    private bool _isConnected, _isTls, _isEchoed, _hasList;

    // s_client prints a session's ticket between two lines of dashes, whatever the server says meanwhile.
    private bool _isTicket;

    public bool Recognises(in LogLine line)
    {
        var text = line.Octets;
        if (line.Time.IsKnown || text.IsEmpty)
        {
            return text.IsEmpty && _talk.Conversation is { IsInBody: true };
        }

        if (_talk.Conversation is not { } conversation)
        {
            return TerminalNotice.Is(text) || _isTicket || (_isTls && _isConnected && line.Source.Line - _connectedAt < MostOfHandshake)
                || (TranscriptSessions.IsReply(text) && (_isConnected || line.Source.Line == 1));
        }

        return conversation.IsInBody || _held is not null || _isTicket || TranscriptSessions.IsReply(text) || text[0] == '+'
            || IsCommand(text) || TerminalNotice.Is(text);
    }

    public LineFate Read(in LogLine line)
    {
        var text = line.Octets;
        if (_isTicket || TerminalNotice.Is(text) || (_talk.Current is null && !TranscriptSessions.IsReply(text)))
        {
            return Notice(line, text);
        }

        if (_talk.Current is null)
        {
            return Greet(line, text);
        }

        var conversation = _talk.Conversation!;
        if (!conversation.IsInBody && !TranscriptSessions.IsReply(text))
        {
            if (IsCommand(text) && !conversation.IsWaiting)
            {
                Release(isLast: false);
                _isEchoed = true;
                return _talk.Client(line, text);
            }

            if (_held is not null)
            {
                var command = ReplyShape.OfBody(_held, text, IsIn, _hasList);
                _hasList |= command.SequenceEqual("LIST"u8);
                Say(command);
            }
        }

        if (_talk.Current is null)
        {
            return Greet(line, text);
        }

        conversation = _talk.Conversation!;
        if (text.StartsWith("+ "u8) && !conversation.IsWaiting)
        {
            conversation.Assume("AUTH LOGIN"u8);
        }

        if (TranscriptSessions.IsReply(text) && !conversation.IsInBody)
        {
            Release(isLast: false);
            if (_talk.Current is null)
            {
                return Greet(line, text);
            }

            if (!conversation.IsWaiting)
            {
                _held = text.ToArray();
                return _talk.Note(line, default);
            }
        }

        return _talk.Server(line, text);
    }

    public void EndOfFile()
    {
        Release(isLast: true);
        _talk.EndOfFile();
    }

    private bool IsIn => _talk.Current?.Login == Login.Ok;

    private LineFate Greet(in LogLine line, ReadOnlySpan<byte> text)
    {
        var session = _talk.Begin(line);
        (session.Tls, session.TellsTls) = (_isTls ? "TLS" : null, _isConnected);
        (_isConnected, _isEchoed, _hasList, _held) = (false, false, false, null);
        return _talk.Server(line, text);
    }

    private LineFate Notice(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (TerminalNotice.IsBeginning(text))
        {
            Release(isLast: true);
            _talk.End();
            _isTls = text.StartsWith("CONNECTED("u8) || (_isTls && _isConnected);
            _isTls |= text.StartsWith("depth="u8) || text.StartsWith("verify "u8);
            (_isConnected, _connectedAt) = (true, line.Source.Line);
            return LineFate.Known;
        }

        var fate = _talk.Note(line, text);
        _isTicket = text.StartsWith("Post-Handshake "u8) || (_isTicket && !text.SequenceEqual("---"u8));
        if (TerminalNotice.IsEnd(text))
        {
            Release(isLast: true);
            _talk.End();
            (_isConnected, _isTls) = (false, false);
        }

        return fate;
    }

    // A bare word that CAPA's list has, too, is a command only where the terminal echoes.
    private bool IsCommand(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        return StateTable.Find(blank < 0 ? text : text[..blank]) is { } row
            && (_isEchoed || IsIn || blank > 0 || row.Keyword is not (Keyword.Top or Keyword.Uidl or Keyword.User or Keyword.Stls));
    }

    private void Say(ReadOnlySpan<byte> command)
    {
        if (_talk.Conversation is not { } conversation || _held is not { } reply)
        {
            return;
        }

        _held = null;
        conversation.Assume(command);
        conversation.Server(default, reply);
    }

    private void Release(bool isLast)
    {
        if (_held is null || _talk.Current is not { } session)
        {
            _held = null;
            return;
        }

        var conversation = TranscriptSessions.Of(session);
        Say(ReplyShape.OfReply(_held, IsIn, conversation.Answered, isLast));
        if (conversation.HasQuit)
        {
            _talk.End();
        }
    }
}
