using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// qpopper: "Stats" is written at QUIT; the login line only where it was built or told to write one. A place in its
/// source, as <c>[pop_log.c:244]</c>, may stand behind a sentence.
/// </summary>
internal sealed class QpopperFormat : SentenceFormat
{
    public override string Name => "qpopper";

    public override string Title => "qpopper";

    public override bool IsProved => false;

    public override bool IsProgram(ReadOnlySpan<byte> program) =>
        program.SequenceEqual("qpopper"u8) || program.SequenceEqual("popper"u8) || program.SequenceEqual("in.qpopper"u8) || program.SequenceEqual("in.popper"u8);

    public override IReadOnlyList<Sentence> Sentences { get; } =
    [
        .. Both("(v{version}) POP login by user \"{user}\" at ({host}) {address}", Belongs.ToSession, LoggedIn),
        .. Both("POP login by user \"{user}\" at ({host}) {address}", Belongs.ToSession, LoggedIn),
        .. Both("Stats: {user} {#deleted} {#deletedOctets} {#left} {#leftOctets} {host} {address}", Belongs.Last, Stats),
        .. Both("Stats: {user} {#deleted} {#deletedOctets} {#left} {#leftOctets}", Belongs.Last, Stats),
        .. Both("{user} at {host} ({address}): -ERR [AUTH] {reason}", Belongs.ToSession, Refused),
        .. Both("{user} at {host} ({address}): -ERR [IN-USE] {reason}", Belongs.Last, EndsBy(Ended.Locked)),
        .. Both("{user} at {host} ({address}): -ERR POP timeout from {rest}", Belongs.Last, EndsBy(Ended.Timeout)),
        .. Both("{user} at {host} ({address}): -ERR POP EOF or I/O Error{rest}", Belongs.Last, EndsBy(Ended.Dropped)),
        .. Both("{user} at {host} ({address}): -ERR POP hangup from {rest}", Belongs.Last, EndsBy(Ended.Dropped)),
        .. Both("{user} at {host} ({address}): -ERR Too {reason}", Belongs.Last, EndsBy(Ended.BadCommands)),
        .. Both("{user} at {host} ({address}): -ERR {reason}", Belongs.ToSession),
        .. Both("[AUTH] Failed attempted login to {user} from host ({host}) {address}", Belongs.ToSession, Refused),
        .. Both("Failed attempted login to {user} from host ({host}) {address}", Belongs.ToSession, Refused),
        new("Timing for {rest}", Belongs.IfAny),
        new("TLS shutdown Error", Belongs.IfAny),
        new("(null) at {host} ({address}): -ERR {reason}", Belongs.ToSession),
        new("connect from {address}", Belongs.First, (session, in told) => session.Address = told.Address("address")),
        new("Possible probe of account {user} from host {host} ({address})", Belongs.ToSession, Refused),
    ];

    /// <summary>With the place in its source, and without.</summary>
    private static Sentence[] Both(string pattern, Belongs belongs, Effect? effect = null) =>
        [new(pattern + " [{source}]", belongs, effect), new(pattern, belongs, effect)];

    private static void LoggedIn(Session session, in Told told)
    {
        (session.User, session.Address, session.Login) = (told.Text("user"), told.Address("address"), Login.Ok);
        (session.Ended, session.Reason) = (Ended.Unfinished, null);
    }

    private static void Stats(Session session, in Told told)
    {
        session.User = told.Text("user");
        session.Address = told.Address("address") ?? session.Address;
        (session.Login, session.Ended) = (Login.Ok, Ended.Quit);
        (session.Dele, session.Removed) = (told.Number("deleted"), told.Number("deleted"));
        session.Maildrop = new Amount(told.Number("deleted") + told.Number("left"), told.Number("deletedOctets") + told.Number("leftOctets"));
    }
}
