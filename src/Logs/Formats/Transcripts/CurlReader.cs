using Restante.Logs.Lines;
using Restante.Logs.Sessions;
using Restante.Protocol.Pop3;

namespace Restante.Logs.Formats.Transcripts;

/// <summary>
/// <c>curl -v</c>: <c>&lt; </c> is the server, <c>&gt; </c> the client, <c>* </c> curl itself; what was fetched stands
/// between without a mark and without the last dot. curl talks HTTP alike: only +OK makes a session of it.
/// </summary>
internal sealed class CurlReader(SessionTable sessions) : ILineReader
{
    private readonly OneByOne _talk = new(sessions);

    // Connected, and nobody has spoken yet.
    private bool _isConnected, _isLocal, _isIntact;
    private string? _tls;

    public bool Recognises(in LogLine line)
    {
        var text = line.Octets;
        if (line.Time.IsKnown || text.IsEmpty)
        {
            return text.IsEmpty && _talk.Conversation is { IsInBody: true };
        }

        if (_talk.Conversation is { } conversation)
        {
            return IsCurls(text) || text[0] is (byte)'<' or (byte)'>' || conversation.IsInBody;
        }

        return IsBeginning(text)
            || (text.StartsWith("< "u8) && (_isConnected || line.Source.Line == 1) && TranscriptSessions.IsReply(text[2..]))
            || (_isConnected && IsCurls(text));
    }

    public LineFate Read(in LogLine line)
    {
        var text = line.Octets;
        if (IsBeginning(text) || text.StartsWith("curl: ("u8))
        {
            End();
        }

        // Until curl speaks again, all that follows a multi-line +OK was fetched: a message may quote marks.
        var isBody = _talk.Conversation?.BodyOf is not null and not Keyword.Capa and not Keyword.Auth and not Keyword.Lang;
        if (isBody && !text.StartsWith("* "u8) && !IsSealed(text))
        {
            return _talk.Server(line, text);
        }

        if (text.StartsWith("< "u8))
        {
            if (_talk.Current is null)
            {
                Begin(line);
            }

            return _talk.Server(line, text[2..]);
        }

        return text.StartsWith("> "u8) && _talk.Current is not null ? _talk.Client(line, text[2..]) : Note(line, text);
    }

    public void EndOfFile()
    {
        End();
        _talk.EndOfFile();
    }

    private static bool IsBeginning(ReadOnlySpan<byte> text) => text.StartsWith("*   Trying "u8) || text.StartsWith("* Connected to "u8);

    private static bool IsCurls(ReadOnlySpan<byte> text) => text.StartsWith("* "u8) || text.StartsWith("curl: ("u8) || IsSealed(text);

    // } [5 bytes data]
    private static bool IsSealed(ReadOnlySpan<byte> text) => text.Length > 3 && text[0] is (byte)'{' or (byte)'}' && text.EndsWith(" bytes data]"u8);

    private void Begin(in LogLine line)
    {
        var session = _talk.Begin(line);
        (session.Tls, session.TellsTls, session.IsTrusted) = (_tls, true, _isLocal);
        (_isConnected, _isLocal, _isIntact, _tls) = (false, false, false, null);
    }

    private LineFate Note(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (IsBeginning(text))
        {
            _isConnected = true;
            _isLocal |= text.IndexOf(" 127."u8) > 0 || text.IndexOf("(127."u8) > 0 || text.IndexOf("(::1)"u8) > 0;
        }
        else if (text.StartsWith("* SSL connection using "u8))
        {
            var version = text["* SSL connection using "u8.Length..];
            var end = version.IndexOf((byte)' ');
            var name = sessions.Names[end < 0 ? version : version[..end]];
            (_tls, _) = (name, _talk.Current is { } session ? session.Tls = name : null);
        }

        _isIntact |= text.StartsWith("* Connection #"u8) && text.EndsWith("left intact"u8);
        return _talk.Note(line, text);
    }

    // curl says QUIT when it no longer prints: a connection that it left intact was not dropped, and what became of marks
    // is not told.
    private void End()
    {
        if (_talk.Current is { } session)
        {
            var conversation = TranscriptSessions.Of(session);
            if (_isIntact)
            {
                conversation.FinishBody(default);
            }

            if (session.Login == Login.Ok && !conversation.HasQuit)
            {
                session.Removed = session.Dele > 0 ? null : session.Removed;
                session.Memory = null;
            }

            _talk.End();
        }

        (_isConnected, _isIntact, _isLocal, _tls) = (false, false, false, null);
    }
}
