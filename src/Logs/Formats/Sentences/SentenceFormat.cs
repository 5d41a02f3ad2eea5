using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>A server that logs sentences, one process a session at a time: a table of them is all that is particular.</summary>
internal abstract class SentenceFormat : ILogFormat
{
    public abstract string Name { get; }

    public abstract string Title { get; }

    public abstract bool IsProved { get; }

    /// <summary>All that the program logs; the particular before the general.</summary>
    public abstract IReadOnlyList<Sentence> Sentences { get; }

    /// <summary>True for the name under which it logs.</summary>
    public abstract bool IsProgram(ReadOnlySpan<byte> program);

    /// <summary>True unless another program of the same name writes such lines.</summary>
    public virtual bool IsOurs(ReadOnlySpan<byte> message) => true;

    /// <summary>True where a process of its own serves a connection up to the login (<see cref="Sentence.IsOfChild"/>).</summary>
    public virtual bool HasChildren => false;

    public ILineReader Open(SessionTable sessions) => new SentenceReader(this, sessions);

    /// <summary>A refused login.</summary>
    protected static void Refused(Session session, in Told told)
    {
        session.User ??= told.Text("user");
        session.Address ??= told.Address("address");
        session.Login = session.Login == Login.Ok ? Login.Ok : Login.Failed;
        session.FailedLogins++;
        session.Ended = Ended.LoginFailed;
        session.Reason = told.Text("reason");
    }

    /// <summary>An end without QUIT: nothing is removed.</summary>
    protected static Effect EndsBy(Ended ended) => (session, in told) =>
    {
        session.User ??= told.Text("user");
        session.Address ??= told.Address("address");
        session.Ended = session.Login == Login.Failed ? Ended.LoginFailed : ended;
        session.Removed = session.Login == Login.Ok ? 0 : null;
        session.Reason ??= told.Text("reason");
    };
}
