using Restante.Logs.Sessions;

namespace Restante.Logs.Formats.Sentences;

/// <summary>
/// solid-pop3d: "session ended" is what QUIT writes; of a connection that is dropped nothing is said. How much was
/// fetched it does not tell; what was removed only where statistics were built in. Up to the login a process without
/// rights serves the connection: what it says bears its own number.
/// </summary>
internal sealed class SolidPop3dFormat : SentenceFormat
{
    public override string Name => "solid-pop3d";

    public override string Title => "solid-pop3d";

    public override bool IsProved => true;

    public override bool IsProgram(ReadOnlySpan<byte> program) => program.SequenceEqual("solid-pop3d"u8) || program.SequenceEqual("spop3d"u8);

    public override bool HasChildren => true;

    public override IReadOnlyList<Sentence> Sentences { get; } =
    [
        new("connect from {address}", Belongs.First, (session, in told) => session.Address = told.Address("address")),
        new("user {user} authenticated through APOP - {address}", Belongs.ToSession, (session, in told) => LoggedIn(session, told, "APOP")),
        new("user {user} authenticated - {address}", Belongs.ToSession, (session, in told) => LoggedIn(session, told, "USER")),
        new("mapped user {user} authenticated - {address}", Belongs.ToSession, (session, in told) => LoggedIn(session, told, "USER")),
        new("APOP authentication failed for user {user} - {address}", Belongs.ToSession, Refused),
        new("authentication failed for user {user} - {address}", Belongs.ToSession, Refused),
        new("authentication failed for mapped user {user} - {address}", Belongs.ToSession, Refused),
        new("authentication failed: no such user: {user} - {address}", Belongs.ToSession, Refused),
        new("authentication failed: can't map user name: {user} - {address}", Belongs.ToSession, Refused),
        new("root login not allowed - {address}", Belongs.ToSession, Refused),
        new("autologout time elapsed for user {user} - {address}", Belongs.ToSession, EndsBy(Ended.Timeout)) { IsOfChild = true },
        new("autologout time elapsed - {address}", Belongs.ToSession, EndsBy(Ended.Timeout)) { IsOfChild = true },
        new("session ended for user {user} - {address}", Belongs.Last, Over),
        new("session ended for mapped user {user} - {address}", Belongs.Last, Over),
        new("session ended - {address}", Belongs.Last, Over) { IsOfChild = true },
        new("session ended", Belongs.Last, Over),
        new("pam_unix({rest}", Belongs.IfAny),
        new("per source limit exceeded: {address}", Belongs.Alone, EndsBy(Ended.Server)),
        new("Stats: {user} {#deleted} {#deletedOctets} {#left} {#leftOctets}", Belongs.ToSession, Counted),
        new("wrong commands limit exceeded - {address}", Belongs.ToSession, EndsBy(Ended.BadCommands)) { IsOfChild = true },
        new("maildrop: {reason}", Belongs.ToSession, EndsBy(Ended.Dropped)),
        new("mailbox: {reason}", Belongs.ToSession, (session, in told) => session.Reason = told.Text("reason")),
        new("can't set lock on mailbox{rest}", Belongs.ToSession, EndsBy(Ended.Locked)),
        new("can't lock mailbox file{rest}", Belongs.ToSession, EndsBy(Ended.Locked)),
    ];

    private static void LoggedIn(Session session, in Told told, string mechanism)
    {
        (session.User, session.Address, session.Login, session.Mechanism) = (told.Text("user"), told.Address("address"), Login.Ok, mechanism);
        (session.Ended, session.Reason) = (Ended.Unfinished, null);
    }

    // Written at QUIT, before "session ended".
    private static void Counted(Session session, in Told told)
    {
        session.User ??= told.Text("user");
        session.Login = Login.Ok;
        (session.Dele, session.Removed) = (told.Number("deleted"), told.Number("deleted"));
        session.Maildrop = new Amount(told.Number("deleted") + told.Number("left"), told.Number("deletedOctets") + told.Number("leftOctets"));
    }

    private static void Over(Session session, in Told told)
    {
        session.Ended = session.Login == Login.Failed ? Ended.LoginFailed : Ended.Quit;
        session.User ??= told.Text("user");
        session.Address ??= told.Address("address");
    }
}
