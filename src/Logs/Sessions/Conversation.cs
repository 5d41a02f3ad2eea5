using System.Buffers.Text;
using System.Text;
using Restante.Logs.Lines;
using Restante.Protocol.Pop3;
using Restante.Protocol.Transcript;

namespace Restante.Logs.Sessions;

/// <summary>
/// Follows what both sides say, and fills in the session: for every format that shows commands and replies. It follows
/// clients that send many commands before they read a reply. Whatever the log leaves out, it never throws.
/// </summary>
internal sealed class Conversation(SessionTable sessions, Session session)
{
    /// <summary>Commands that wait for a reply; a client that writes more loses the oldest.</summary>
    private const int MostWaiting = 10_000;

    private readonly Queue<SentCommand> _waiting = new();
    private SentCommand? _inBody;
    private long _bodyLines, _bodyOctets;
    private long _retrCount, _retrOctets, _topCount, _topOctets, _marked, _removed;
    private bool _greeted, _quitSent, _bodyIsShown, _saidInBody, _topIsHidden;
    private int _responses;
    private string? _user;
    private ulong _uniqueIds;

    /// <summary>False where the format leaves out what follows a multi-line +OK.</summary>
    public bool BodiesAreShown { get; init; } = true;

    /// <summary>True while the next line of the server is part of a body.</summary>
    public bool IsInBody => _inBody is not null;

    /// <summary>Which command's body the server is sending.</summary>
    public Keyword? BodyOf => _inBody?.Keyword;

    /// <summary>True while a command waits for its reply.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>The server has greeted, or answered something.</summary>
    public bool HasReplied { get; private set; }

    /// <summary>The last command that was answered, and whether by +OK.</summary>
    public (Keyword Keyword, bool Ok) Answered { get; private set; }

    /// <summary>True once QUIT was answered, or nothing can follow it.</summary>
    public bool HasQuit { get; private set; }

    /// <summary>A line of the client, without its end; secrets may stand in it.</summary>
    public void Client(LogTime time, ReadOnlySpan<byte> line)
    {
        var sasl = _waiting.TryPeek(out var head) && head.IsChallenged;
        Shown(time, Side.Client, ClientLine.Show(line, sasl && !line.SequenceEqual("****"u8)));
        if (sasl)
        {
            // Only the first response has the name; LOGIN's second is the password.
            _user = _responses++ == 0 ? SaslName.Of(head!.Word.Text, line) ?? _user : _user;
            return;
        }

        _saidInBody |= IsInBody;
        Ask(line, time);
    }

    /// <summary>A command that must have been sent, for the server answers it, but that the log does not show.</summary>
    public void Assume(ReadOnlySpan<byte> command) => Ask(command, default);

    private void Ask(ReadOnlySpan<byte> line, LogTime time)
    {
        var command = SentCommand.Read(line, time);
        if (command.Keyword == Keyword.User && !command.Word.IsNull)
        {
            _user = command.Word.Text;
        }
        else if (command.Keyword == Keyword.Auth)
        {
            var first = SaslName.FirstResponse(line);
            _responses = first.IsEmpty ? 0 : 1;
            _user = SaslName.Of(command.Word.Text, first) ?? _user;
        }

        _quitSent |= command.Keyword == Keyword.Quit;
        if (_waiting.Count == MostWaiting)
        {
            _waiting.Dequeue();
        }

        _waiting.Enqueue(command);
    }

    /// <summary>A line of the server, without its end: a reply, or a line of a body.</summary>
    public void Server(LogTime time, ReadOnlySpan<byte> line)
    {
        if (_inBody is { } body && !IsNextReply(line))
        {
            InBody(body, time, line);
            return;
        }

        EndBody(time);
        Shown(time, Side.Server, OfServer(line));
        if (line.StartsWith("+ "u8) || line.SequenceEqual("+"u8))
        {
            if (_waiting.TryPeek(out var asked))
            {
                asked.IsChallenged = true;
            }

            return;
        }

        var ok = line.StartsWith("+OK"u8);
        if (!ok && !line.StartsWith("-ERR"u8))
        {
            return;
        }

        HasReplied = true;
        if (!_waiting.TryDequeue(out var command))
        {
            _greeted = true;
            return;
        }

        Answered = (command.Keyword, ok);
        Wait(command, time);
        Reply(command, ok, line[(ok ? 3 : 4)..].TrimStart((byte)' '));
    }

    /// <summary>What a format says of a body that it does not show: <c>(594175 octets)</c>.</summary>
    public void Body(LogTime time, ReadOnlySpan<byte> text)
    {
        Shown(time, Side.Server, ClientLine.Escape(text));
        if (_inBody is not null)
        {
            EndBody(time);
        }
    }

    /// <summary>The body is at its end, for a format that leaves out the dot.</summary>
    /// <param name="time">When.</param>
    /// <param name="octets">Its octets as the log has them, which count where the reply announced none.</param>
    public void FinishBody(LogTime time, long? octets = null)
    {
        _inBody?.Octets ??= octets;
        EndBody(time);
    }

    /// <summary>A damaged log may have a client's command on the server's side: its secret is blanked there, too.</summary>
    private static string OfServer(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        return StateTable.Find(space < 0 ? line : line[..space]) is null ? ServerLine.Show(line) : ClientLine.Show(line, sasl: false);
    }

    private bool IsNextReply(ReadOnlySpan<byte> line) =>
        (!BodiesAreShown || _saidInBody || (!_bodyIsShown && _waiting.Count > 0)) && (line.StartsWith("+OK"u8) || line.StartsWith("-ERR"u8));

    private void InBody(SentCommand command, LogTime time, ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("."u8))
        {
            _bodyIsShown = true;
            EndBody(time);
            return;
        }

        (_bodyIsShown, _bodyLines) = (true, _bodyLines + 1);
        _bodyOctets += line.Length + 2 - (line.StartsWith(".."u8) ? 1 : 0);
        if (command.Keyword is Keyword.List or Keyword.Uidl or Keyword.Capa or Keyword.Auth or Keyword.Lang)
        {
            Shown(time, Side.Server, OfServer(line));
        }

        if (command.Keyword == Keyword.Uidl)
        {
            foreach (var octet in line)
            {
                _uniqueIds = (_uniqueIds ^ octet) * 0x100000001B3;
            }
        }
    }

    private void EndBody(LogTime time)
    {
        if (_inBody is not { } command)
        {
            return;
        }

        _inBody = null;
        switch (command.Keyword)
        {
            case Keyword.Retr:
                _retrOctets += command.Octets ?? _bodyOctets;
                session.Interrupted = null;
                Slow(command, time);
                break;
            case Keyword.Top:
                _topOctets += _bodyOctets;
                _topIsHidden |= !_bodyIsShown;
                break;
            case Keyword.Uidl when BodiesAreShown && _bodyIsShown:
                session.UniqueIds ??= _uniqueIds;
                break;
            case Keyword.List when BodiesAreShown && _bodyIsShown && session.Maildrop is null:
                session.Maildrop = new Amount(_bodyLines, null);
                break;
            default:
                break;
        }

        Report();
    }

    private void Reply(SentCommand command, bool ok, ReadOnlySpan<byte> text)
    {
        switch (command.Keyword)
        {
            case Keyword.Pass or Keyword.Apop:
            case Keyword.Auth when command.Words > 0:
                LoggedIn(command, ok, text);
                break;
            case Keyword.Stat when ok && PopNumbers.TryTwo(text, out var count, out var octets):
                session.Maildrop = session.Maildrop is { Octets: not null } ? session.Maildrop : new Amount(count, octets);
                break;
            case Keyword.Stls when ok:
                session.Tls ??= "TLS";
                break;
            case Keyword.Retr or Keyword.Top when ok:
                Begin(command);
                _retrCount += command.Keyword == Keyword.Retr ? 1 : 0;
                _topCount += command.Keyword == Keyword.Top ? 1 : 0;
                if (command.Keyword == Keyword.Retr)
                {
                    command.Octets = PopNumbers.Octets(text);
                    session.Interrupted = (command.Number, command.Octets);
                }

                break;
            case Keyword.List or Keyword.Uidl or Keyword.Capa or Keyword.Auth or Keyword.Lang when ok && command.Words == 0:
                Begin(command);
                break;
            case Keyword.Dele when ok:
                _marked++;
                break;
            case Keyword.Rset when ok:
                _marked = 0;
                break;
            case Keyword.Quit:
                HasQuit = true;
                session.Ended = EndWithoutWords();
                _removed = ok && session.Login != Login.Failed ? _marked : 0;
                break;
            default:
                break;
        }

        Report();
    }

    private void Begin(SentCommand command) => (_inBody, _bodyLines, _bodyOctets, _uniqueIds, _bodyIsShown, _saidInBody) = (command, 0, 0, 14695981039346656037, false, false);

    private void LoggedIn(SentCommand command, bool ok, ReadOnlySpan<byte> text)
    {
        session.Mechanism = command.Keyword switch { Keyword.Pass => "USER", Keyword.Apop => "APOP", _ => command.Word.Text ?? "AUTH" };
        session.User = command.Keyword == Keyword.Apop ? command.Word.Text : _user ?? session.User;
        if (ok)
        {
            session.Login = Login.Ok;
            if (session.Maildrop is null && PopNumbers.TryMaildrop(text, out var amount))
            {
                session.Maildrop = amount;
            }
        }
        else if (PopNumbers.SaysLocked(text))
        {
            (session.Ended, session.Reason) = (Ended.Locked, SafeText.Of(text));
        }
        else
        {
            session.Login = session.Login == Login.Ok ? Login.Ok : Login.Failed;
            session.FailedLogins++;
            session.Reason = SafeText.Of(text);
        }
    }

    // The numbers stand in the session after each reply: the log may end here.
    private void Report()
    {
        if (session.Login == Login.Ok)
        {
            session.Retr = new Amount(_retrCount, _retrOctets);
            session.Top = new Amount(_topCount, BodiesAreShown && !_topIsHidden ? _topOctets : null);
            (session.Dele, session.Removed) = (_marked, _removed);
        }
    }

    private void Wait(SentCommand command, LogTime time)
    {
        if (command.Keyword != Keyword.Retr)
        {
            Slow(command, time);
        }
    }

    private void Slow(SentCommand command, LogTime time)
    {
        if (LogTime.Seconds(command.Time, time) is { } seconds && seconds > (session.Slowest?.Seconds ?? 0))
        {
            session.Slowest = (command.Name, seconds);
        }
    }

    private void Shown(LogTime time, Side side, string text)
    {
        if (sessions.KeepsSteps?.Invoke(session) == true)
        {
            session.Add(new Step(time, side, text));
        }
    }

    /// <summary>How a conversation ended that did not end in QUIT, for a format that says no more than that it is over.</summary>
    public Ended EndWithoutWords() =>
        session.Ended == Ended.Locked && session.Login != Login.Ok ? Ended.Locked
        : HasQuit || _quitSent ? session.Login == Login.Failed ? Ended.LoginFailed : Ended.Quit
        : session.Login == Login.Failed ? Ended.LoginFailed
        : _greeted || _retrCount > 0 || session.Login == Login.Ok ? Ended.Dropped
        : Ended.Unfinished;
}
