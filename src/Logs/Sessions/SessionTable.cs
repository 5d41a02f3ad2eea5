using System.Text;
using Restante.Logs.Lines;

namespace Restante.Logs.Sessions;

/// <summary>
/// The sessions of one format that are not over, found by the format's key. It holds so many and no more: the one that
/// was quiet for longest is handed on as unfinished when another needs its place.
/// </summary>
/// <param name="format">The format's name, for its sessions.</param>
/// <param name="names">Where readers turn octets into text.</param>
/// <param name="hand">Takes each session once, when it is over.</param>
/// <param name="most">How many may be open at once.</param>
public sealed class SessionTable(string format, NameTable names, Action<Session> hand, int most = SessionTable.Most)
{
    /// <summary>About 60 MB of sessions at their usual size.</summary>
    public const int Most = 100_000;

    private readonly SessionIndex _open = new();
    private readonly SessionIndex _aliases = new();
    private Session? _oldest, _newest;

    public NameTable Names { get; } = names;

    /// <summary>Sessions that are not over.</summary>
    public int Count => _open.Count;

    /// <summary>Sessions that lost their place to others.</summary>
    public long Evicted { get; private set; }

    /// <summary>Sessions that were handed on.</summary>
    public long Handed { get; private set; }

    /// <summary>Why the lines of this format make no sessions, and what to do; a reader that sees it says so.</summary>
    public string? Remark { get; set; }

    /// <summary>Which sessions keep what was said in them, by id; null is none. Steps cost memory, and few are asked for.</summary>
    public Func<Session, bool>? KeepsSteps { get; init; }

    /// <summary>A session begins. One that is still open under this key is over: the key serves again.</summary>
    public Session Open(ReadOnlySpan<byte> key, in LogLine line)
    {
        if (Find(key) is { } before)
        {
            End(before);
        }

        return Start(key, line);
    }

    public Session? Find(ReadOnlySpan<byte> key) => _open.Find(key)?.Session;

    /// <summary>The session of a key; a new one where the log does not show its beginning.</summary>
    public Session FindOrOpen(ReadOnlySpan<byte> key, in LogLine line) => Find(key) ?? Start(key, line);

    /// <summary>
    /// Gives a session a second name, for lines that do not bear its key: one a session, the latest counts. Of several
    /// sessions with the same name the latest has it.
    /// </summary>
    public void Name(Session session, ReadOnlySpan<byte> alias)
    {
        Release(session);
        session.Alias = _aliases.Add(session, alias, session.User);
    }

    /// <summary>The open session that has the alias; of several the one that got it last.</summary>
    public Session? FindNamed(ReadOnlySpan<byte> alias) => _aliases.Find(alias)?.Session;

    /// <summary>The open session that has the alias and is of that process.</summary>
    public Session? FindNamed(ReadOnlySpan<byte> alias, long processId)
    {
        var place = _aliases.Find(alias);
        while (place is not null && place.Session.ProcessId != processId)
        {
            place = place.Before;
        }

        return place?.Session;
    }

    /// <summary>The open session that had this one's alias before it: who holds the maildrop that this one asks for.</summary>
    public static Session? Before(Session session) => session.Alias?.Before?.Session;

    /// <summary>Counts a line as the session's. Each line is taken at most once.</summary>
    public LineFate Take(Session session, in LogLine line)
    {
        session.Lines++;
        session.Last = line.Source;
        if (line.Time.IsKnown)
        {
            session.End = line.Time;
            if (!session.Start.IsKnown)
            {
                session.Start = line.Time;
            }
        }

        if (_newest != session && !session.IsOver)
        {
            Unlink(session);
            Link(session);
        }

        return LineFate.InSession;
    }

    /// <summary>Keeps what was said, where somebody asked for it.</summary>
    public void Say(Session session, LogTime time, Side side, ReadOnlySpan<byte> text)
    {
        if (KeepsSteps?.Invoke(session) == true)
        {
            session.Add(new Step(time, side, SafeText.Of(text)));
        }
    }

    /// <summary>The session is over and handed on.</summary>
    public void End(Session session)
    {
        if (session.IsOver)
        {
            return;
        }

        session.IsOver = true;
        _open.Remove(session.Key!);
        Unlink(session);
        Release(session);
        session.Memory = null;
        Handed++;
        hand(session);
    }

    /// <summary>The input is at its end: what is open is handed on, the oldest first.</summary>
    public void EndAll()
    {
        while (_oldest is { } session)
        {
            End(session);
        }
    }

    private Session Start(ReadOnlySpan<byte> key, in LogLine line)
    {
        var session = new Session(format, Encoding.Latin1.GetString(key), line.Source) { Start = line.Time };
        session.Key = _open.Add(session, key, session.Id);
        Link(session);
        if (_open.Count > most && _oldest is { } oldest)
        {
            Evicted++;
            End(oldest);
        }

        return session;
    }

    private void Link(Session session)
    {
        (session.Older, session.Newer) = (_newest, null);
        if (_newest is not null)
        {
            _newest.Newer = session;
        }

        _newest = session;
        _oldest ??= session;
    }

    private void Unlink(Session session)
    {
        if (session.Older is { } older)
        {
            older.Newer = session.Newer;
        }
        else
        {
            _oldest = session.Newer;
        }

        if (session.Newer is { } newer)
        {
            newer.Older = session.Older;
        }
        else
        {
            _newest = session.Older;
        }

        (session.Older, session.Newer) = (null, null);
    }

    private void Release(Session session)
    {
        if (session.Alias is { } place)
        {
            _aliases.Remove(place);
            session.Alias = null;
        }
    }
}
